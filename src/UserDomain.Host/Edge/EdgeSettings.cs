using System.Net;

namespace UserDomain.Host.Edge;

/// <summary>What stands between clients and the calls: certificates, proxies, browsers.</summary>
public sealed record EdgeSettings
{
    /// <summary><c>TLS__CERTIFICATE</c>: a PEM file with the certificate, and those between it and its root behind it; needed where <c>URLS</c> has https. Read anew when it changes.</summary>
    public string? Certificate { get; init; }

    /// <summary><c>TLS__KEY</c>: the PEM file of its key; none where that stands in the same file.</summary>
    public string? CertificateKey { get; init; }

    /// <summary><c>TLS__HSTS</c>: how long browsers that came by https come by nothing else; nought does not say so.</summary>
    public TimeSpan Hsts { get; init; } = TimeSpan.FromDays(365);

    /// <summary><c>PROXIES</c>: addresses and networks (<c>10.0.0.0/8</c>), with commas between them, whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed. Of nobody else's.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary><c>CORS__ORIGINS</c>: origins, with commas between them, whose pages may call from a browser; <c>*</c> is any.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <exception cref="FormatException">One of them cannot be read.</exception>
    public static EdgeSettings Read(IConfiguration settings)
    {
        var usual = new EdgeSettings();
        return new()
        {
            Certificate = settings["TLS:CERTIFICATE"] is { Length: > 0 } certificate ? certificate : null,
            CertificateKey = settings["TLS:KEY"] is { Length: > 0 } key ? key : null,
            Hsts = settings.GetValue("TLS:HSTS", usual.Hsts),
            Proxies = [.. Listed(settings, "PROXIES").Select(NetworkOf)],
            Origins = [.. Listed(settings, "CORS:ORIGINS").Select(OriginOf)],
        };
    }

    private static string[] Listed(IConfiguration settings, string name) =>
        (settings[name] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IPNetwork NetworkOf(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new(address, 8 * address.GetAddressBytes().Length)
        : throw new FormatException($"USERDOMAIN_PROXIES names '{text}', which is no address and no network like 10.0.0.0/8.");

    /// <summary>Browsers send scheme, host and port, and compare them letter by letter.</summary>
    private static string OriginOf(string text) =>
        text == "*" ? text
        : Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Scheme is "http" or "https" && origin.GetLeftPart(UriPartial.Authority) == text.TrimEnd('/')
            ? text.TrimEnd('/')
            : throw new FormatException($"USERDOMAIN_CORS__ORIGINS names '{text}', which is no origin like https://trade.example.com.");
}
