using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Edge;

/// <summary>Https with a certificate from files, which may be renewed while the host runs.</summary>
public sealed class TlsTests
{
    private readonly string folder = Directory.CreateDirectory(TestFolder.New("tls")).FullName;
    private readonly FakeClock clock = new();
    private string? shown;

    private string Certificate => Path.Combine(folder, "certificate.pem");

    private string Key => Path.Combine(folder, "key.pem");

    [Fact]
    public async Task Calls_are_answered_over_https_and_browsers_are_told_to_stay_there()
    {
        await using var venue = await TestVenue.CreateAsync();
        var made = Write("one");
        using var client = await StartAsync(venue);

        using var answer = await client.GetAsync("/AP/Ping");

        (await answer.Content.ReadAsStringAsync()).Should().Be("""{"msg":"PONG"}""");
        shown.Should().Be(made);
        answer.Headers.GetValues("Strict-Transport-Security").Should().Equal("max-age=31536000");
    }

    [Fact]
    public async Task A_body_is_bounded_over_http_2_as_over_http_1()
    {
        const int limit = 1024 * 1024;
        await using var venue = await TestVenue.CreateAsync();
        Write("one");
        using var client = await StartAsync(venue);

        (await PingAsync(client, limit)).Should().Be("""{"msg":"PONG"}""");
        (await PingAsync(client, limit + 1)).Should().Contain("Payload is too long");
    }

    [Fact]
    public async Task A_renewed_certificate_counts_without_a_new_start_and_a_broken_one_does_not_count()
    {
        await using var venue = await TestVenue.CreateAsync();
        var first = Write("one");
        using var client = await StartAsync(venue);
        await ShownAfterAsync(client, TimeSpan.Zero);
        shown.Should().Be(first);

        var second = Write("two");
        await ShownAfterAsync(client, TimeSpan.FromSeconds(11));
        shown.Should().Be(second);

        await File.WriteAllTextAsync(Certificate, "no certificate");
        await ShownAfterAsync(client, TimeSpan.FromSeconds(11));
        shown.Should().Be(second, "one that cannot be read leaves the one before in use");
    }

    [Fact]
    public async Task Certificates_between_it_and_its_root_are_shown_as_well()
    {
        await using var venue = await TestVenue.CreateAsync();
        var root = WriteChain();
        using var client = await StartAsync(venue, new()
        {
            CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { root },
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        });

        (await client.GetStringAsync("/health/live")).Should().Be("live", "who knows the root only can follow it from there");
    }

    [Fact]
    public async Task Https_without_a_certificate_or_with_one_that_cannot_be_read_is_refused_in_a_sentence()
    {
        await using var venue = await TestVenue.CreateAsync();

        await venue.Invoking(v => v.StartHostAsync(settings => settings with { Urls = "https://127.0.0.1:0" }))
            .Should().ThrowAsync<StartupException>().WithMessage("*USERDOMAIN_TLS__CERTIFICATE*");
        await venue.Invoking(v => StartAsync(v)).Should().ThrowAsync<StartupException>().WithMessage($"The certificate {Certificate} cannot be used:*");
    }

    private async Task<HttpClient> StartAsync(TestVenue venue, System.Net.Security.SslClientAuthenticationOptions? checking = null)
    {
        var host = await venue.StartHostAsync(
            settings => settings with { Urls = "https://127.0.0.1:0", Edge = new() { Certificate = Certificate, CertificateKey = Key } }, clock);
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.Zero, // each request shakes hands
            SslOptions = checking ?? new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => Show(certificate!) },
        };
        return new(handler) { BaseAddress = host.Address };
    }

    private static async Task<string> PingAsync(HttpClient client, int length)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/AP/Ping")
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent("{" + new string(' ', length - 2) + "}"),
        };
        using var answer = await client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private bool Show(X509Certificate certificate)
    {
        shown = certificate.GetCertHashString();
        return true;
    }

    private async Task ShownAfterAsync(HttpClient client, TimeSpan later)
    {
        clock.Advance(later);
        (await client.GetAsync("/health/live")).Dispose();
    }

    private string Write(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(Certificate, made.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
        File.SetLastWriteTimeUtc(Certificate, DateTime.UnixEpoch.AddDays(name.Length + name[0])); // also where both are written within one tick of the file system's clock
        return made.GetCertHashString();
    }

    /// <summary>One that another signed, which stands behind it in the file, that a root signed, which does not.</summary>
    private X509Certificate2 WriteChain()
    {
        using ECDsa rootKey = ECDsa.Create(), betweenKey = ECDsa.Create(), key = ECDsa.Create();
        var (from, to) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var root = Request("CN=root", rootKey, isAuthority: true).CreateSelfSigned(from, to);
        using var between = Request("CN=between", betweenKey, isAuthority: true).Create(root, from, to, [1]);
        using var signing = between.CopyWithPrivateKey(betweenKey);
        using var made = Request("CN=made", key, isAuthority: false).Create(signing, from, to, [2]);
        File.WriteAllText(Certificate, $"{made.ExportCertificatePem()}\n{between.ExportCertificatePem()}\n");
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
        return root;
    }

    private static CertificateRequest Request(string name, ECDsa key, bool isAuthority)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
