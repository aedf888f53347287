using System.Globalization;

namespace UserDomain.Postgres.Embedded;

/// <summary>
/// The files of the database. A cluster is made beside its place and renamed into it, so a half-made one is never taken for one.
/// </summary>
internal static class Cluster
{
    private const string Unfinished = "new-";

    /// <summary>The major version that the cluster is of, or null where there is none.</summary>
    public static int? Major(DataFolder folder)
    {
        var file = Path.Combine(folder.Cluster, "PG_VERSION");
        if (File.Exists(file))
            return int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
        return !Directory.Exists(folder.Cluster) ? null : throw new EmbeddedPostgresException(
            $"The folder '{folder.Cluster}' is no PostgreSQL cluster (it has no PG_VERSION); move it away.");
    }

    /// <summary>
    /// Each attempt has a folder of its own: what another host's initdb, orphaned by a kill, still writes cannot reach ours.
    /// </summary>
    public static async Task<ClusterPassword> MakeAsync(
        DataFolder folder, ServerPrograms programs, ServerAccount account, CancellationToken cancellationToken)
    {
        RemoveUnfinished(folder);
        var password = ClusterPassword.Read(folder) ?? ClusterPassword.Make(folder);
        try
        {
            var place = Path.Combine(folder.Home, Unfinished + Path.GetRandomFileName());
            await InitDbAsync(folder, place, password, programs, account, cancellationToken);
            Directory.Move(Path.Combine(place, "cluster"), folder.Cluster);
        }
        finally
        {
            RemoveUnfinished(folder);
        }
        return password;
    }

    private static async Task InitDbAsync(
        DataFolder folder,
        string place,
        ClusterPassword password,
        ServerPrograms programs,
        ServerAccount account,
        CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(place, "password");
        Directory.CreateDirectory(place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        ClusterPassword.Write(passwordFile, password.OfSuperuser);
        LibC.Give(passwordFile, account.UserId, account.GroupId);
        DataFolder.MakeServers(place, account);
        var prefix = await account.PrefixAsync(folder.Home, cancellationToken);
        var made = await Command.RunAsync([.. prefix, programs.InitDb, .. Options(place, passwordFile)], cancellationToken);
        if (!made.Succeeded)
            throw new EmbeddedPostgresException($"The cluster '{folder.Cluster}' could not be made: initdb said: {made.Errors}");
    }

    /// <summary>
    /// Texts compare by their bytes, so that no index breaks when a system's collations change; characters are known as UTF-8.
    /// </summary>
    private static string[] Options(string place, string passwordFile) =>
    [
        $"--pgdata={Path.Combine(place, "cluster")}", "--username=postgres", $"--pwfile={passwordFile}", "--auth=scram-sha-256",
        "--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--data-checksums",
    ];

    public static void RemoveUnfinished(DataFolder folder)
    {
        foreach (var leftover in Directory.EnumerateDirectories(folder.Home, Unfinished + "*"))
        {
            try
            {
                Directory.Delete(leftover, recursive: true);
            }
            catch (IOException)
            {
                // An orphaned initdb is still writing there; the next start removes it.
            }
        }
    }
}
