using System.Net;
using System.Net.Mail;
using UserDomain.Calls;

namespace UserDomain.Host.Mail;

/// <summary>The server that takes letters, each by an environment variable <c>USERDOMAIN_MAIL__…</c>.</summary>
/// <param name="Host"><c>HOST</c>: its name.</param>
/// <param name="From"><c>FROM</c>: the address that letters come from.</param>
public sealed record SmtpSettings(string Host, MailAddress From)
{
    /// <summary><c>TLS</c>: whether the connection must be turned into an encrypted one before anything is said (STARTTLS). Only a host in this machine may do without unasked.</summary>
    public bool Tls { get; init; } = !IsLoopback(Host);

    /// <summary><c>PORT</c>: 587 with <see cref="Tls"/>, 25 without.</summary>
    public int? Port { get; init; }

    /// <summary><c>USER</c>: the name to sign in with; without it nobody signs in.</summary>
    public string? User { get; init; }

    /// <summary><c>PASSWORD</c>, of that name.</summary>
    public Secret? Password { get; init; }

    /// <exception cref="StartupException">Something is missing, or does not go together.</exception>
    internal static SmtpSettings Read(string host, IConfiguration settings)
    {
        var from = settings["MAIL:FROM"] is { Length: > 0 } text && MailAddress.TryCreate(text, out var address)
            ? address
            : throw new StartupException("USERDOMAIN_MAIL__HOST names a server, so USERDOMAIN_MAIL__FROM must be the address that letters come from.");
        var server = new SmtpSettings(host, from);
        var (user, password) = (settings["MAIL:USER"] is { Length: > 0 } name ? name : null, settings["MAIL:PASSWORD"] is { Length: > 0 } given ? given : null);
        if (user is null != password is null)
            throw new StartupException("USERDOMAIN_MAIL__USER and USERDOMAIN_MAIL__PASSWORD go together: set both, or none.");
        return server with
        {
            Tls = settings.GetValue("MAIL:TLS", server.Tls),
            Port = settings.GetValue<int?>("MAIL:PORT"),
            User = user,
            Password = password is null ? null : new(password),
        };
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
