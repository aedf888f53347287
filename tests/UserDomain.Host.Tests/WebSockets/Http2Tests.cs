using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using UserDomain.Host.WebSockets;
using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.WebSockets;

/// <summary>Sockets that share one connection of HTTP/2, as browsers open them over https: each counts as one.</summary>
public sealed class Http2Tests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateDirectory(TestFolder.New("http2")).FullName;
    private TestVenue venue = null!;
    private string? made;

    public async Task InitializeAsync() => venue = await TestVenue.CreateAsync();

    public async Task DisposeAsync() => await venue.DisposeAsync();

    [Fact]
    public async Task There_are_only_so_many_whatever_they_come_over()
    {
        var host = await StartAsync(sockets => sockets with { Maximum = 2 });
        using var connection = new HttpMessageInvoker(new SocketsHttpHandler
        {
            SslOptions = new() { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == made },
        });
        using var first = await OpenAsync(connection, host);
        using (var second = await OpenAsync(connection, host))
        {
            (await PingAsync(first)).Should().Contain("PONG");
            (await PingAsync(second)).Should().Contain("PONG");
            (await connection.Invoking(one => OpenAsync(one, host)).Should().ThrowAsync<WebSocketException>())
                .Which.Message.Should().Contain("503");
        }

        await Eventually.HoldsAsync(() => host.Services.GetRequiredService<SocketRegistry>().Count == 1, "one is gone");
        using var third = await OpenAsync(connection, host);
        (await PingAsync(third)).Should().Contain("PONG");
    }

    private async Task<TestHost> StartAsync(Func<SocketSettings, SocketSettings> change)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest("CN=http2", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var (certificate, secret) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        await File.WriteAllTextAsync(certificate, own.ExportCertificatePem());
        made = own.GetCertHashString();
        await File.WriteAllTextAsync(secret, key.ExportPkcs8PrivateKeyPem());
        return await venue.StartHostAsync(settings => settings with
        {
            Urls = "https://127.0.0.1:0",
            Edge = new() { Certificate = certificate, CertificateKey = secret },
            WebSockets = change(settings.WebSockets),
        });
    }

    private static async Task<ClientWebSocket> OpenAsync(HttpMessageInvoker connection, TestHost host)
    {
        var socket = new ClientWebSocket { Options = { HttpVersion = HttpVersion.Version20, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        await socket.ConnectAsync(new UriBuilder(new Uri(host.Address, "/WSGateway")) { Scheme = "wss" }.Uri, connection, default);
        return socket;
    }

    private static async Task<string> PingAsync(ClientWebSocket socket)
    {
        await socket.SendAsync("""{"m":0,"i":2,"n":"Ping","o":"{}"}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, default);
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, default)).Count);
    }
}
