using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace UserDomain.Postgres.Tests.FailureModes;

/// <summary>What happens to the next message that a client sends.</summary>
public enum Cut
{
    None,

    /// <summary>It is lost, and the connection with it.</summary>
    BeforeItArrives,

    /// <summary>The server carries it out; its answer is lost, and the connection with it.</summary>
    AfterItIsDone,

    /// <summary>The connection is lost to the client at once; the server gets the message only when the test lets it through.</summary>
    Delayed,

    /// <summary>It never arrives; the client learns what the server says when it gives the connection up by itself.</summary>
    Stuck,
}

/// <summary>Stands between a client and the server, and cuts where it is told to, once.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder server;
    private readonly CancellationTokenSource closing = new();
    private readonly TaskCompletionSource letThrough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource delayedDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim mutedReply = new(0);
    private Socket? muted;
    private Cut next;
    private byte[] holding = [];

    public CuttingProxy(string connectionString)
    {
        server = new(connectionString);
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>What ends a request of several messages: its type, and its length.</summary>
    private static ReadOnlySpan<byte> Sync => [(byte)'S', 0, 0, 0, 4];

    /// <summary>What is done at the cut, before the client learns of it.</summary>
    public Func<Task> AtTheCut { get; init; } = () => Task.CompletedTask;

    /// <summary>The way to the server by this proxy.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(server.ConnectionString)
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)listener.LocalEndpoint).Port,
    }.ConnectionString;

    /// <param name="text">What the message must hold, where not any will do; statements that were prepared before do not hold their text.</param>
    public void CutNext(Cut cut, string text = "") => (holding, next) = (System.Text.Encoding.UTF8.GetBytes(text), cut);

    /// <summary>Lets a delayed message through, and waits until the server has answered it.</summary>
    public async Task LetThroughAsync()
    {
        letThrough.SetResult();
        await delayedDone.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!closing.IsCancellationRequested)
            _ = ServeAsync(await listener.AcceptSocketAsync(closing.Token));
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        using (var upstream = await ConnectAsync())
        {
            var replies = PumpAsync(upstream, client);
            var message = new byte[1 << 20];
            while (await client.ReceiveAsync(message, closing.Token) is > 0 and var length)
            {
                var cut = next;
                if (cut != Cut.None && message.AsSpan(0, length).IndexOf(holding) >= 0)
                {
                    next = Cut.None;
                    await (cut == Cut.Stuck ? replies : CutAsync(cut, client, upstream, await WholeAsync(client, message, length)));
                    return;
                }

                await upstream.SendAsync(message.AsMemory(0, length), closing.Token);
            }
        }
    }

    /// <summary>A large message comes in parts, and the server answers none of them before the last.</summary>
    private async Task<ReadOnlyMemory<byte>> WholeAsync(Socket client, byte[] message, int length)
    {
        while (!IsWhole(message.AsSpan(0, length)))
        {
            var more = await client.ReceiveAsync(message.AsMemory(length), closing.Token);
            length += more > 0 ? more : throw new EndOfStreamException("The client left amid a message.");
        }

        return message.AsMemory(0, length);
    }

    /// <summary>A request of one message tells its own length, after a type; only the first of a connection has no type.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> message) =>
        message.EndsWith(Sync) || IsOf(message, message.Length) || IsOf(message[1..], message.Length - 1);

    private static bool IsOf(ReadOnlySpan<byte> message, int length) =>
        BinaryPrimitives.TryReadInt32BigEndian(message, out var told) && told == length;

    private async Task CutAsync(Cut cut, Socket client, Socket upstream, ReadOnlyMemory<byte> message)
    {
        muted = upstream;
        if (cut == Cut.AfterItIsDone)
            await SendAndWaitAsync(upstream, message);
        await AtTheCut();
        client.Close(0);
        if (cut != Cut.Delayed)
            return;
        await letThrough.Task;
        await SendAndWaitAsync(upstream, message);
        delayedDone.SetResult();
    }

    private async Task SendAndWaitAsync(Socket upstream, ReadOnlyMemory<byte> message)
    {
        await upstream.SendAsync(message, closing.Token);
        await mutedReply.WaitAsync(closing.Token);
    }

    private async Task PumpAsync(Socket upstream, Socket client)
    {
        var reply = new byte[1 << 16];
        while (await upstream.ReceiveAsync(reply, closing.Token) is > 0 and var length)
        {
            if (muted == upstream)
                mutedReply.Release(); // a whole answer fits one read: it is sent when the transaction has ended
            else
                await client.SendAsync(reply.AsMemory(0, length), closing.Token);
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var isPath = server.Host!.StartsWith('/');
        var socket = isPath
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(isPath
            ? new UnixDomainSocketEndPoint($"{server.Host}/.s.PGSQL.{server.Port}")
            : new DnsEndPoint(server.Host, server.Port));
        return socket;
    }
}
