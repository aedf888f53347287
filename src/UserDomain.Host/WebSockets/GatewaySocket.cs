using System.Net.WebSockets;
using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.Host.WebSockets;

/// <summary>
/// One socket from its first message to its last: what it waits for, and how it ends, by whomever. Messages are read in order, while
/// another frame may be under way.
/// </summary>
internal sealed class GatewaySocket : IDisposable
{
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromSeconds(5);

    private readonly SocketParts parts;
    private readonly WebSocket socket;
    private readonly MessageReader reader;
    private readonly Outgoing outgoing;
    private readonly Patience patience;
    private readonly FramesUnderWay frames;
    private readonly CancellationTokenSource gone = new();
    private readonly TaskCompletionSource readToEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private Task? leaving;
    private long told;

    public GatewaySocket(WebSocket socket, SocketOrigin origin, SocketParts parts)
    {
        (this.socket, this.parts) = (socket, parts);
        reader = new(socket, parts.Budget);
        outgoing = new(socket, parts.Unsent, parts.Settings, parts.Clock, CutOff);
        frames = new(Session, origin, outgoing, parts, gone.Token);
        patience = new(parts.Clock, (status, reason) => _ = LeaveAsync(status, reason));
    }

    public SocketSession Session { get; } = new();

    /// <summary>How many frames are under way, and one while the next is waited for.</summary>
    public int UnderWay => frames.Count;

    /// <summary>Comes back when the socket is closed and nothing of it is under way.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAsync();
            readToEnd.TrySetResult();
            await LeaveAsync(WebSocketCloseStatus.NormalClosure, "");
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or IOException)
        {
            // There is nobody to tell.
        }
        finally
        {
            await EndAsync();
        }
    }

    /// <summary>Reads no more, answers what is under way and closes; what is not done in five seconds is cut off.</summary>
    public Task LeaveAsync(WebSocketCloseStatus status, string reason)
    {
        lock (gate)
            return leaving ??= CloseAsync(status, reason);
    }

    /// <summary>Ends the session that the socket goes by, if it is that one, and tells the client.</summary>
    public void SessionIsOver(SessionKey session)
    {
        if (Session.End(session))
            outgoing.Send(Reply.Write(FrameKind.Event, Interlocked.Add(ref told, 2), "LogoutEvent", "{}"u8));
    }

    /// <summary>Ends without a word. One that is gone already stays so: who finds that too much waits for it may be late.</summary>
    public void CutOff()
    {
        try
        {
            gone.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // There is nothing left to cut off.
        }

        socket.Abort();
    }

    public void Dispose()
    {
        patience.Dispose();
        frames.Dispose();
        gone.Dispose();
        socket.Dispose();
    }

    private async Task ReadAsync()
    {
        while (leaving is null)
        {
            await frames.HaveRoomAsync();
            try
            {
                patience.WaitFor(parts.Settings.Idle, WebSocketCloseStatus.NormalClosure, "Nothing was sent for too long");
                var message = await reader.ReadAsync(
                    () => patience.WaitFor(parts.Settings.MessageTime, WebSocketCloseStatus.PolicyViolation, "A message took too long"), gone.Token);
                patience.Stop();
                if (message is null)
                    return;
                await frames.TakeAsync(message);
            }
            catch (OverloadedException)
            {
                _ = LeaveAsync(TryAgainLater, "Too much is under way");
            }
            catch (MessageTooLongException)
            {
                _ = LeaveAsync(WebSocketCloseStatus.MessageTooBig, "A message is too long");
            }
        }

        await reader.SkipToEndAsync(gone.Token);
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        frames.Close();
        await Task.Yield();
        using var bound = new CancellationTokenSource(TimeToLeave, parts.Clock);
        await using var cut = bound.Token.Register(CutOff);
        await frames.AllEnded;
        outgoing.Close(status, reason);
        await outgoing.Drained;
        await readToEnd.Task;
    }

    private async Task EndAsync()
    {
        readToEnd.TrySetResult();
        frames.Close();
        outgoing.CutOff();
        await frames.AllEnded;
        await outgoing.Drained;
        await LeaveAsync(WebSocketCloseStatus.Empty, ""); // or a timer might still start to
    }
}
