using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Loads;

/// <summary>One WebSocket that always has 64 frames in flight, each a SetUserConfig of a random user.</summary>
internal sealed partial class SocketLoad(Uri host, TimeSpan time, int users)
{
    public const string Verb = "socket-load";

    private const int InFlight = 64;
    private const int Remembered = 1024; // more than are in flight

    private readonly long[] sentAt = new long[Remembered];
    private readonly Histogram histogram = new();
    private readonly byte[] buffer = new byte[64 * 1024];

    /// <summary>From a process of its own.</summary>
    public static Task<Sample> RunApartAsync(Bench bench) => EachAnEvent.MeasureAsync(bench, () => Apart.RunAsync(bench, Verb));

    public async Task<Sample> RunAsync(string token)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(host) { Scheme = "ws", Path = "/WSGateway" }.Uri, default);
        await SendAsync(socket, $$"""{"m":0,"i":0,"n":"WebAuthenticateUser","o":{"SessionToken":"{{token}}"} }""");
        await socket.ReceiveAsync(buffer, default);

        using var free = new SemaphoreSlim(InFlight);
        using var over = new CancellationTokenSource(time);
        var (began, errors) = (Stopwatch.GetTimestamp(), 0L);
        var sending = SendAllAsync(socket, free, over.Token);
        while (!over.IsCancellationRequested)
        {
            errors += await ReceiveAsync(socket) ? 0 : 1;
            free.Release();
        }

        var (took, latency) = (Stopwatch.GetElapsedTime(began).TotalSeconds, histogram.Take());
        socket.Abort();
        await sending;
        return new(latency.Count / took, latency, Errors: errors);
    }

    /// <returns>Whether the command was done.</returns>
    private async Task<bool> ReceiveAsync(ClientWebSocket socket)
    {
        var read = await socket.ReceiveAsync(buffer, default);
        var text = Encoding.UTF8.GetString(buffer, 0, read.Count);
        histogram.Record(sentAt[PlaceOf(int.Parse(Number().Match(text).Groups["i"].ValueSpan, CultureInfo.InvariantCulture))]);
        return text.Contains("true", StringComparison.Ordinal);
    }

    private async Task SendAllAsync(ClientWebSocket socket, SemaphoreSlim free, CancellationToken over)
    {
        var random = new Random();
        var value = random.Next();
        try
        {
            for (var i = 2; ; i += 2)
            {
                await free.WaitAsync(over);
                sentAt[PlaceOf(i)] = Stopwatch.GetTimestamp();
                await SendAsync(socket, $$"""{"m":0,"i":{{i}},"n":"SetUserConfig","o":"{\"UserId\":{{random.Next(2, users + 2)}},\"Config\":[{\"Key\":\"key{{random.Next(1, 11)}}\",\"Value\":\"Hillside Road {{value++}}\"}]}"}""");
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // The time is over.
        }
    }

    private static int PlaceOf(int number) => number / 2 % Remembered;

    private static Task SendAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);

    [GeneratedRegex("\"i\":(?<i>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
