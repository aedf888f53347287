using System.Net.WebSockets;
using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.Host.WebSockets;

/// <summary>
/// One socket from its first frame to its last. Frames are read in order, as many as may be under way; each is made when its turn comes,
/// and answered when it is done.
/// </summary>
internal sealed class GatewaySocket : IDisposable
{
    /// <summary>How many frames are under way at most before no more is read; until its reply is sent, a frame is. Each 64 KiB of a long one count as one.</summary>
    public const int FramesUnderWay = 64;

    private const int CountsAsOne = 64 * 1024;
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromSeconds(5);

    private readonly SocketParts parts;
    private readonly SocketOrigin origin;
    private readonly WebSocket socket;
    private readonly MessageReader reader;
    private readonly Outgoing outgoing;
    private readonly Patience patience;
    private readonly FrameOrder order = new();
    private readonly SemaphoreSlim places = new(FramesUnderWay);
    private readonly CancellationTokenSource gone = new();
    private readonly TaskCompletionSource readToEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private Task? leaving;
    private long told;

    public GatewaySocket(WebSocket socket, SocketOrigin origin, SocketParts parts)
    {
        (this.socket, this.origin, this.parts) = (socket, origin, parts);
        reader = new(socket, parts.Budget);
        outgoing = new(socket, parts.Unsent, parts.Settings, parts.Clock, CutOff);
        patience = new(parts.Clock, (status, reason) => _ = LeaveAsync(status, reason));
    }

    public SocketSession Session { get; } = new();

    /// <summary>How many frames are under way, and one while the next is waited for.</summary>
    public int UnderWay => FramesUnderWay - places.CurrentCount;

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

    /// <summary>Ends without a word.</summary>
    public void CutOff()
    {
        gone.Cancel();
        socket.Abort();
    }

    public void Dispose()
    {
        patience.Dispose();
        places.Dispose();
        gone.Dispose();
        socket.Dispose();
    }

    private async Task ReadAsync()
    {
        while (leaving is null)
        {
            await places.WaitAsync(gone.Token);
            await outgoing.Room.WaitAsync(gone.Token);
            try
            {
                patience.WaitFor(parts.Settings.Idle, WebSocketCloseStatus.NormalClosure, "Nothing was sent for too long");
                var message = await reader.ReadAsync(
                    () => patience.WaitFor(parts.Settings.MessageTime, WebSocketCloseStatus.PolicyViolation, "A message took too long"), gone.Token);
                patience.Stop();
                if (message is null)
                    return;
                await TakeAsync(message);
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

    private async Task TakeAsync(Message message)
    {
        var frame = FrameReader.Read(message);
        message.Forget();
        var taken = 1;
        for (var rest = Math.Min(message.Length, MessageReader.Longest) - CountsAsOne; rest > 0; rest -= CountsAsOne, taken++)
            await places.WaitAsync(gone.Token);

        void Ended()
        {
            message.Dispose();
            places.Release(taken);
        }

        if (frame.Wrong is null && parts.Calls.TryGet(frame.Name, out var call))
            await StartAsync(new(frame, call, mayCall: call.Access.IsPublic || Session.Key is not null), Ended);
        else
            outgoing.Send(parts.Frames.Refuse(frame), Ended);
    }

    /// <summary>Nothing is read beside a call that may change the session: what comes after it goes by what it leaves.</summary>
    private async Task StartAsync(FrameCall call, Action ended)
    {
        var turn = call.ChangesSession ? order.EnterBehindAll()
            : order.Enter(call.Asked is { } asked ? await FrameTarget.OfAsync(asked, Session.UserId, parts.Views, gone.Token) : FrameTarget.Nobody);
        if (turn is null)
        {
            ended();
            return;
        }

        var made = MakeAsync(call, turn, ended);
        if (call.ChangesSession)
            await made;
    }

    private async Task MakeAsync(FrameCall call, FrameOrder.Turn turn, Action ended)
    {
        using var mine = turn;
        try
        {
            await turn.Before.WaitAsync(gone.Token);
            await outgoing.Room.WaitAsync(gone.Token);
            outgoing.Send(await parts.Frames.MakeAsync(call, Session, origin, gone.Token), ended);
        }
        catch (OperationCanceledException)
        {
            ended(); // there is nobody to answer; what was sent to the store is done all the same
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        order.Close();
        await Task.Yield();
        using var bound = new CancellationTokenSource(TimeToLeave, parts.Clock);
        await using var cut = bound.Token.Register(CutOff);
        await order.AllEnded;
        outgoing.Close(status, reason);
        await outgoing.Drained;
        await readToEnd.Task;
    }

    private async Task EndAsync()
    {
        readToEnd.TrySetResult();
        order.Close();
        outgoing.CutOff();
        await order.AllEnded;
        await outgoing.Drained;
        await LeaveAsync(WebSocketCloseStatus.Empty, ""); // or a timer might still start to
    }
}
