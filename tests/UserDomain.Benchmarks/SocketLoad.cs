using System.Net.WebSockets;
using System.Text;

namespace UserDomain.Benchmarks;

/// <summary>One WebSocket that always has 64 frames in flight, each a SetUserConfig of a random user.</summary>
internal static class SocketLoad
{
    private const int InFlight = 64;

    /// <summary>Replies a second.</summary>
    public static async Task<double> RunAsync(Uri host, string token, int users, TimeSpan time)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(host) { Scheme = "ws", Path = "/WSGateway" }.Uri, default);
        await SendAsync(socket, $$"""{"m":0,"i":0,"n":"WebAuthenticateUser","o":{"SessionToken":"{{token}}"} }""");
        var buffer = new byte[64 * 1024];
        await socket.ReceiveAsync(buffer, default);

        using var free = new SemaphoreSlim(InFlight);
        using var over = new CancellationTokenSource(time);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var sending = SendAllAsync(socket, users, free, over.Token);
        var count = 0;
        for (; !over.IsCancellationRequested; count++)
        {
            var read = await socket.ReceiveAsync(buffer, default);
            if (buffer.AsSpan(0, read.Count).IndexOf("true"u8) < 0)
                throw new InvalidOperationException(Encoding.UTF8.GetString(buffer, 0, read.Count));
            free.Release();
        }

        var rate = count / System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
        socket.Abort();
        await sending;
        return rate;
    }

    private static async Task SendAllAsync(ClientWebSocket socket, int users, SemaphoreSlim free, CancellationToken over)
    {
        var random = new Random(1);
        try
        {
            for (var i = 2; ; i += 2)
            {
                await free.WaitAsync(over);
                await SendAsync(socket, $$"""{"m":0,"i":{{i}},"n":"SetUserConfig","o":"{\"UserId\":{{random.Next(2, users + 2)}},\"Config\":[{\"Key\":\"key{{random.Next(1, 11)}}\",\"Value\":\"Hillside Road {{i}}\"}]}"}""");
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // The time is over.
        }
    }

    private static Task SendAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);
}
