using System.Globalization;

namespace UserDomain.Postgres.Embedded;

/// <summary>
/// Who the server runs as: whoever we are; but PostgreSQL refuses to run as root, which therefore takes an unprivileged user.
/// </summary>
internal sealed record ServerAccount(string Name, uint UserId, uint GroupId, bool IsAnother)
{
    /// <summary>Least first: where each folder on the way lets the user in, nothing; else the right to pass closed folders.</summary>
    private static readonly string[][] Rights =
    [
        [],
        ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"],
        ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"],
    ];

    /// <summary>Really goes in: what asks first (access) is told of the user's rights without these.</summary>
    private static readonly string[] Entering = ["sh", "-c", "cd \"$0\""];

    public static ServerAccount Choose() =>
        !Environment.IsPrivilegedProcess
            ? new(Environment.UserName, LibC.CurrentUser(), LibC.CurrentGroup(), IsAnother: false)
            : Find("postgres") ?? Find("nobody") ?? throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as; create one of them.");

    /// <summary>
    /// The user that a cluster belongs to, where root finds one that was made otherwise: by that user, or before there was a better
    /// one.
    /// </summary>
    public async Task<ServerAccount> OrOwnerOfAsync(string cluster, CancellationToken cancellationToken)
    {
        if (!IsAnother || !Directory.Exists(cluster))
            return this;
        var owner = (await Command.RunAsync(["stat", "--format=%u:%g:%U", cluster], cancellationToken)).Output.Split(':');
        return owner is [not "0", _, _] ? new(owner[2], Number(owner[0]), Number(owner[1]), IsAnother: true) : this;
    }

    /// <summary>The words that, put before a command, run it as this user with access to a folder.</summary>
    public async Task<IReadOnlyList<string>> PrefixAsync(string folder, CancellationToken cancellationToken)
    {
        if (!IsAnother)
            return [];
        var complaint = "";
        foreach (var rights in Rights)
        {
            string[] prefix = ["setpriv", $"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", "--no-new-privs", .. rights];
            var tried = await Command.RunAsync([.. prefix, .. Entering, folder], cancellationToken);
            if (tried.Succeeded)
                return prefix;
            complaint = tried.Errors;
        }
        throw new EmbeddedPostgresException(
            $"The server runs as '{Name}', which cannot be let into '{folder}'; choose a directory that it may enter. {complaint}".TrimEnd());
    }

    private static ServerAccount? Find(string name) => (
        from line in File.ReadLines("/etc/passwd")
        let fields = line.Split(':')
        where fields.Length > 3 && fields[0] == name
        select new ServerAccount(name, Number(fields[2]), Number(fields[3]), IsAnother: true)).FirstOrDefault();

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);
}
