using UserDomain.Calls;
using UserDomain.Host.Edge;
using UserDomain.Host.Limits;
using UserDomain.Host.Mail;
using UserDomain.Host.WebSockets;
using UserDomain.Mail;
using UserDomain.Model;
using UserDomain.Postgres.SignIn;

namespace UserDomain.Host;

/// <summary>Everything that can be set from outside, each by an environment variable <c>USERDOMAIN_…</c>.</summary>
public sealed record HostSettings
{
    /// <summary><c>URLS</c>: where it listens.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary><c>DATA</c>: the folder of the private PostgreSQL and its keys, and of mail where no server is named that sends it.</summary>
    public string Data { get; init; } = ".data";

    /// <summary><c>POSTGRES</c>: a connection string; then nothing is embedded.</summary>
    public string? Postgres { get; init; }

    /// <summary><c>ENGINE</c>: what keeps the events and their views, on the same tables; one of <see cref="Engines"/>. All hosts on one database have the same at a time.</summary>
    public string Engine { get; init; } = Engines.Postgres;

    /// <summary><c>KEYS</c>: the folder of the keys that secrets are sealed with. Hosts on one database share it. Needed where <see cref="Postgres"/> is set.</summary>
    public string? Keys { get; init; }

    /// <summary><c>OPERATOR_PASSWORD</c>: the first operator's password; without it one is made and printed once.</summary>
    public Secret? OperatorPassword { get; init; }

    /// <summary><c>API__USERKEYCASING</c>: <c>Camel</c> or <c>Pascal</c>, how the user object's members are written.</summary>
    public KeyCasing UserKeyCasing { get; init; }

    /// <summary><c>LEGACYHTTPSTATUS</c>: a call without the login it needs is answered 404 as older gateways do.</summary>
    public bool LegacyHttpStatus { get; init; }

    /// <summary><c>STRICTHTTPSTATUS</c>: what is not permitted is answered 403 in place of 200.</summary>
    public bool StrictHttpStatus { get; init; }

    /// <summary><c>LOGCALLS</c>: one line a call, with who made it, how it ended and how long it took.</summary>
    public bool LogCalls { get; init; } = true;

    /// <summary><c>ECGRID__NULLMEANSUNCHANGED</c>: update-config leaves a field that is null as it is in place of clearing it, for clients that write every member.</summary>
    public bool NullMeansUnchanged { get; init; }

    /// <summary><c>DOCS</c>: the description of the calls at <c>/openapi/v1.json</c>, and the page at <c>/docs</c> to try them.</summary>
    public bool Docs { get; init; } = true;

    /// <summary><c>MAXIMUMCONNECTIONS</c>: how many connections it takes at a time.</summary>
    public int MaximumConnections { get; init; } = 10_000;

    /// <summary><c>LIMITS__…</c>.</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary><c>TLS__…</c>, <c>PROXIES</c>, <c>CORS__ORIGINS</c>.</summary>
    public EdgeSettings Edge { get; init; } = new();

    /// <summary><c>WEBSOCKETS__MAXIMUM</c> and what goes with it.</summary>
    public SocketSettings WebSockets { get; init; } = new();

    public SessionSettings Sessions { get; init; } = new();

    /// <summary><c>TWOFACTOR__ISSUER</c>, <c>TWOFACTOR__REQUIREDCALLS</c> (names with commas between them) and others, as read below.</summary>
    public VenueSettings Venue { get; init; } = new();

    /// <summary><c>PUBLICURL</c> (where people reach it from outside; the first of <c>URLS</c>), <c>MAIL__CONFIRMLINK</c>, <c>MAIL__RESETLINK</c>, <c>MAIL__TEMPLATES</c>.</summary>
    public MailSettings Mail { get; init; } = new();

    /// <summary><c>MAIL__HOST</c> and what goes with it.</summary>
    public SmtpSettings? Smtp { get; init; }

    /// <summary>Where letters are put as files while no server is named that sends them.</summary>
    public string MailFolder => Path.Combine(Path.GetFullPath(Data), "mail");

    /// <summary>With a private database the keys lie beside it. Those of another must be said, or hosts on it would not share them.</summary>
    /// <exception cref="StartupException"><see cref="Keys"/> is not set with <see cref="Postgres"/>.</exception>
    internal string KeysFolder => Keys is { } named ? Path.GetFullPath(named)
        : Postgres is null ? DefaultKeys
        : throw new StartupException(
            "USERDOMAIN_POSTGRES is set, so USERDOMAIN_KEYS must be too: let it name a folder that every host on this database shares and that is backed up."
            + (Directory.Exists(DefaultKeys) ? $" There are keys in {DefaultKeys}." : ""));

    private string DefaultKeys => Path.Combine(Path.GetFullPath(Data), "keys");

    /// <summary>Reads them; an environment variable's double underscore is a colon here.</summary>
    public static HostSettings Read(IConfiguration settings)
    {
        var (host, venue) = (new HostSettings(), new VenueSettings());
        return new()
        {
            Urls = Text(settings, "URLS") ?? host.Urls,
            Data = Text(settings, "DATA") ?? host.Data,
            Postgres = Text(settings, "POSTGRES"),
            Engine = Text(settings, "ENGINE") ?? host.Engine,
            Keys = Text(settings, "KEYS"),
            OperatorPassword = Text(settings, "OPERATOR_PASSWORD") is { } password ? new Secret(password) : null,
            UserKeyCasing = settings.GetValue("API:USERKEYCASING", host.UserKeyCasing),
            LegacyHttpStatus = settings.GetValue("LEGACYHTTPSTATUS", host.LegacyHttpStatus),
            StrictHttpStatus = settings.GetValue("STRICTHTTPSTATUS", host.StrictHttpStatus),
            NullMeansUnchanged = settings.GetValue("ECGRID:NULLMEANSUNCHANGED", host.NullMeansUnchanged),
            Docs = settings.GetValue("DOCS", host.Docs),
            MaximumConnections = settings.GetValue("MAXIMUMCONNECTIONS", host.MaximumConnections),
            WebSockets = SocketSettings.Read(settings),
            LogCalls = settings.GetValue("LOGCALLS", host.LogCalls),
            Limits = LimitSettings.Read(settings),
            Edge = EdgeSettings.Read(settings),
            Sessions = new(settings.GetValue("SESSIONS:BINDADDRESS", host.Sessions.BindAddress)),
            Mail = new()
            {
                ConfirmLink = Text(settings, "MAIL:CONFIRMLINK")
                    ?? MailSettings.ConfirmLinkAt(Text(settings, "PUBLICURL") ?? (Text(settings, "URLS") ?? host.Urls).Split(';')[0]),
                ResetLink = Text(settings, "MAIL:RESETLINK"),
                Templates = Text(settings, "MAIL:TEMPLATES"),
            },
            Smtp = Text(settings, "MAIL:HOST") is { } server ? SmtpSettings.Read(server, settings) : null,
            Venue = venue with
            {
                OmsIds = Ids(settings, "OMS:IDS") ?? venue.OmsIds,
                OperatorIds = Ids(settings, "OPERATOR:IDS") ?? venue.OperatorIds,
                PasswordMinLength = settings.GetValue("PASSWORD:MINLENGTH", venue.PasswordMinLength),
                Lockout = LockoutOf(settings, venue.Lockout),
                CodeLifetime = settings.GetValue("CODES:LIFETIME", venue.CodeLifetime),
                EvenAnswersAfter = settings.GetValue("EVENANSWERSAFTER", venue.EvenAnswersAfter),
                RegistrationIsOpen = settings.GetValue("REGISTER:ENABLED", venue.RegistrationIsOpen),
                RevealDuplicateEmail = settings.GetValue("REGISTER:REVEALDUPLICATEEMAIL", venue.RevealDuplicateEmail),
                TwoFactorIssuer = Text(settings, "TWOFACTOR:ISSUER") ?? venue.TwoFactorIssuer,
                SecondFactorCalls = Text(settings, "TWOFACTOR:REQUIREDCALLS")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    ?? venue.SecondFactorCalls,
                AllowForeignAffiliates = settings.GetValue("AFFILIATE:ALLOWFOREIGNIDS", venue.AllowForeignAffiliates),
                RedactedKeys = Names(settings, "CONFIG:REDACTEDKEYS").ToHashSet(StringComparer.Ordinal),
                MaximumConfigBytes = settings.GetValue("CONFIG:MAXIMUMBYTES", venue.MaximumConfigBytes),
                UserCacheBytes = settings.GetValue("CACHE:BYTES", venue.UserCacheBytes),
            },
        };
    }

    private static string? Text(IConfiguration settings, string name) => settings[name] is { Length: > 0 } value ? value : null;

    private static Lockout LockoutOf(IConfiguration settings, Lockout usual)
    {
        var (threshold, window) = (settings.GetValue("LOCKOUT:THRESHOLD", usual.Threshold), settings.GetValue("LOCKOUT:WINDOW", usual.Window));
        return threshold is > 0 and <= Lockout.HighestThreshold && window > TimeSpan.Zero
            ? new(threshold, window)
            : throw new FormatException($"USERDOMAIN_LOCKOUT__THRESHOLD is a number from 1 to {Lockout.HighestThreshold}, USERDOMAIN_LOCKOUT__WINDOW a time like 00:05:00.");
    }

    /// <summary>Texts with commas between them; spaces around one do not count.</summary>
    private static string[] Names(IConfiguration settings, string name) =>
        Text(settings, name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Numbers with commas between them.</summary>
    private static long[]? Ids(IConfiguration settings, string name) =>
        Text(settings, name)?.Split(',').Select(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
}

/// <summary>How the members of the user object are spelled on the wire.</summary>
public enum KeyCasing
{
    Camel,
    Pascal,
}
