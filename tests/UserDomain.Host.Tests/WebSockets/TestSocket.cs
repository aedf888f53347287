using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace UserDomain.Host.Tests.WebSockets;

/// <summary>Somebody at the other end of a WebSocket. It reads all the time; replies are found by their number.</summary>
public sealed class TestSocket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<SocketFrame>> waiting = new();
    private readonly Channel<SocketFrame> others = Channel.CreateUnbounded<SocketFrame>();
    private readonly CancellationTokenSource over = new();
    private readonly SemaphoreSlim sending = new(1);
    private Task reading = Task.CompletedTask;
    private long number;

    private TestSocket(ClientWebSocket socket) => Socket = socket;

    public ClientWebSocket Socket { get; }

    /// <summary>How the server closed it; waits until it does.</summary>
    public async Task<WebSocketCloseStatus?> ClosedAsync()
    {
        await reading.WaitAsync(Patience);
        return Socket.CloseStatus;
    }

    /// <summary>Opens one, and signs in where a user is given.</summary>
    public static async Task<TestSocket> OpenAsync(Uri host, bool reads = true, string path = "/WSGateway", params (string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        foreach (var (name, value) in headers)
            socket.Options.SetRequestHeader(name, value);
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new UriBuilder(new Uri(host, path)) { Scheme = "ws" }.Uri, patience.Token);
        var opened = new TestSocket(socket);
        if (reads)
            opened.Read();
        return opened;
    }

    public static Task<TestSocket> OpenAsync(TestHost host) => OpenAsync(host.Address);

    /// <summary>One that the user is signed in on, by a session of its own.</summary>
    public static async Task<TestSocket> OpenAsync(TestUser user, TestHost? at = null)
    {
        var socket = await OpenAsync(at ?? user.Host);
        TestHost.TokenIn(await socket.SignInAsync(user.Name, TestUser.Password));
        return socket;
    }

    public Task<Answer> SignInAsync(string name, string password) =>
        CallAsync("AuthenticateUser", JsonSerializer.Serialize(new { UserName = name, Password = password }));

    /// <summary>Makes a call, and waits for the payload of its reply, which must be the call's own.</summary>
    public async Task<Answer> CallAsync(string call, string json = "{}") => await (await BeginAsync(call, json));

    /// <summary>Sends a call; the reply is waited for later.</summary>
    public async Task<Task<Answer>> BeginAsync(string call, string json = "{}")
    {
        var i = Interlocked.Add(ref number, 2);
        var reply = ReplyTo(i);
        await SendAsync(JsonSerializer.Serialize(new { m = 0, i, n = call, o = json }));
        return FinishAsync();

        async Task<Answer> FinishAsync()
        {
            var frame = await reply;
            frame.Name.Should().Be(call);
            return frame.Answer;
        }
    }

    /// <summary>What comes under this number.</summary>
    public Task<SocketFrame> ReplyTo(long i) => waiting.GetOrAdd(i, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(Patience);

    /// <summary>Sends a frame as it is, and waits for the next one that nobody waits for by its number.</summary>
    public async Task<SocketFrame> AskAsync(string text)
    {
        await SendAsync(text);
        return await NextAsync();
    }

    /// <summary>The next frame that nobody waits for by its number: events, and replies to frames that were sent as they are.</summary>
    public async Task<SocketFrame> NextAsync() => await others.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public bool HasNext => others.Reader.TryPeek(out _);

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Text, bool isWhole = true)
    {
        await sending.WaitAsync();
        try
        {
            await Socket.SendAsync(bytes, type, isWhole, over.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    public async Task CloseAsync()
    {
        await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
        await reading.WaitAsync(Patience);
    }

    /// <summary>Begins to read, where it did not from the start.</summary>
    public void Read() => reading = ReadAsync();

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        Socket.Abort();
        await reading;
        Socket.Dispose();
        over.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await ReceiveAsync() is { } frame)
            {
                if (frame.Kind == 3 || !waiting.TryGetValue(frame.Number, out var reply) || !reply.TrySetResult(frame))
                    others.Writer.TryWrite(frame);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // Whoever waits hears it below.
        }

        foreach (var reply in waiting.Values)
            reply.TrySetException(new IOException("The socket is closed."));
        others.Writer.TryComplete();
    }

    private async Task<SocketFrame?> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = await Socket.ReceiveAsync(buffer.AsMemory(), over.Token);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                if (Socket.State == WebSocketState.CloseReceived)
                    await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, over.Token);
                return null;
            }

            message.Write(buffer, 0, read.Count);
            if (read.EndOfMessage)
                return SocketFrame.Of(Encoding.UTF8.GetString(message.ToArray()));
        }
    }
}

/// <summary>A frame of the server, as it came.</summary>
public sealed record SocketFrame(int Kind, long Number, string Name, string Payload)
{
    /// <summary>Its payload, for what tests ask of answers; a frame has no status.</summary>
    public Answer Answer => new(null, Payload, new Dictionary<string, string>());

    /// <summary>The four keys, always, in this order, the payload as JSON in a string.</summary>
    public static SocketFrame Of(string text)
    {
        var json = JsonElement.Parse(text);
        json.EnumerateObject().Select(member => member.Name).Should().Equal("m", "i", "n", "o");
        return new(json.GetProperty("m").GetInt32(), json.GetProperty("i").GetInt64(), json.GetProperty("n").GetString()!, json.GetProperty("o").GetString()!);
    }

    public SocketFrame MustBe(int kind, long number, string name)
    {
        (Kind, Number, Name).Should().Be((kind, number, name));
        return this;
    }
}
