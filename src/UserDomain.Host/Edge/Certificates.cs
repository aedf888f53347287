using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace UserDomain.Host.Edge;

/// <summary>
/// The certificate that https is served with, read anew when its file has changed, so that one that is renewed counts without a new start. One that
/// cannot be read then leaves the one before in use.
/// </summary>
internal sealed partial class Certificates
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly EdgeSettings settings;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private volatile Loaded loaded;

    /// <exception cref="StartupException">It cannot be read.</exception>
    public Certificates(EdgeSettings settings, TimeProvider clock, ILogger<Certificates> log)
    {
        (this.settings, this.clock, this.log) = (settings, clock, log);
        try
        {
            loaded = Load();
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartupException($"The certificate {settings.Certificate} cannot be used: {wrong.Message} USERDOMAIN_TLS__CERTIFICATE and USERDOMAIN_TLS__KEY name PEM files.", wrong);
        }
    }

    public void Serve(KestrelServerOptions kestrel) => kestrel.ConfigureHttpsDefaults(https =>
    {
        https.ServerCertificateSelector = (_, _) => Present().TargetCertificate;
        https.OnAuthenticate = (_, ssl) =>
        {
            ssl.ServerCertificateContext = Present(); // a selected certificate would go out without those between it and its root
            ssl.ServerCertificateSelectionCallback = null;
        };
        https.SslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13;
    });

    private SslStreamCertificateContext Present()
    {
        var before = loaded;
        if ((clock.GetUtcNow() - before.LookedAt).Duration() < Pause)
            return before.Certificate;
        try
        {
            loaded = before.Files == FilesNow() ? before with { LookedAt = clock.GetUtcNow() } : Load();
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or CryptographicException)
        {
            NotRenewed(wrong);
            loaded = before with { LookedAt = clock.GetUtcNow() };
        }

        return loaded.Certificate;
    }

    private Loaded Load()
    {
        var files = FilesNow();
        var between = new X509Certificate2Collection();
        between.ImportFromPemFile(settings.Certificate!);
        var certificate = X509Certificate2.CreateFromPemFile(settings.Certificate!, settings.CertificateKey);
        return new(SslStreamCertificateContext.Create(certificate, between, offline: true), files, clock.GetUtcNow());
    }

    private (DateTime, DateTime) FilesNow() =>
        (File.GetLastWriteTimeUtc(settings.Certificate!), File.GetLastWriteTimeUtc(settings.CertificateKey ?? settings.Certificate!));

    [LoggerMessage(1, LogLevel.Error, "The certificate has changed and cannot be read; the one before is in use.")]
    private partial void NotRenewed(Exception wrong);

    private sealed record Loaded(SslStreamCertificateContext Certificate, (DateTime, DateTime) Files, DateTimeOffset LookedAt);
}
