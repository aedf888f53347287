using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using UserDomain.Host.Tests.WebSockets;

namespace UserDomain.Host.Tests;

/// <summary>Somebody at the other end of HTTP, or of a WebSocket for each call: a stranger, or with the token of a session.</summary>
public sealed class TestClient(Func<Uri> at, string? token, HttpClient? http = null)
{
    private static readonly HttpClient Shared = From(IPAddress.Loopback);
    private readonly HttpClient http = http ?? Shared;

    public string? Token => token;

    /// <summary>Whether calls go by a WebSocket; those with headers, and whatever is no call, go by HTTP all the same.</summary>
    public bool BySocket { get; init; }

    /// <summary>The same one, at another host or from another address.</summary>
    public TestClient With(Func<Uri>? host = null, HttpClient? from = null) => new(host ?? at, token, from ?? http) { BySocket = BySocket };

    public Task<Answer> PostAsync(string call, string json = "{}", params (string Name, string Value)[] headers) =>
        BySocket && headers is [] ? CallAsync(call, json) : PostAsync(call, new StringContent(json, Encoding.UTF8, "application/json"), headers);

    public Task<Answer> PostAsync(string call, byte[] body) => PostAsync(call, new ByteArrayContent(body));

    public Task<Answer> PostAsync(string call, HttpContent body, params (string Name, string Value)[] headers) =>
        SendAsync(new(HttpMethod.Post, $"/AP/{call}") { Content = body }, headers);

    public Task<Answer> GetAsync(string pathAndQuery, params (string Name, string Value)[] headers) => SendAsync(new(HttpMethod.Get, pathAndQuery), headers);

    public async Task<Answer> SendAsync(HttpRequestMessage message, params (string Name, string Value)[] headers)
    {
        using var sent = message;
        sent.RequestUri = new(at(), sent.RequestUri!);
        if (token is not null)
            sent.Headers.Add("APToken", token);
        foreach (var (name, value) in headers)
            sent.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(sent);
        return await Answer.OfAsync(response);
    }

    private async Task<Answer> CallAsync(string call, string json)
    {
        await using var socket = await TestSocket.OpenAsync(at());
        if (token is not null)
            await socket.CallAsync("WebAuthenticateUser", JsonSerializer.Serialize(new { SessionToken = token }));
        return await socket.CallAsync(call, json);
    }

    /// <summary>Requests that leave by this address of the machine.</summary>
    public static HttpClient From(IPAddress address) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    });
}
