namespace UserDomain.Host.WebSockets;

/// <summary>The frames of one socket that are under way: each is made when its turn comes, and answered when it is done.</summary>
/// <param name="gone">Ends the wait of all that have not begun.</param>
internal sealed class FramesUnderWay(SocketSession session, SocketOrigin origin, Outgoing outgoing, SocketParts parts, CancellationToken gone) : IDisposable
{
    /// <summary>How many there are at most before no more is read; until its reply is sent, a frame is one. Each 64 KiB of a long one count as one.</summary>
    private const int Most = 64;

    private const int CountsAsOne = 64 * 1024;

    private readonly FrameOrder order = new();
    private readonly SemaphoreSlim places = new(Most);

    /// <summary>How many there are, and one while the next is waited for.</summary>
    public int Count => Most - places.CurrentCount;

    /// <summary>Ends when every frame that was taken has ended.</summary>
    public Task AllEnded => order.AllEnded;

    /// <summary>Takes a place for the next one, and waits until the client has read enough for it to start.</summary>
    public async Task HaveRoomAsync()
    {
        await places.WaitAsync(gone);
        await outgoing.Room.WaitAsync(gone);
    }

    /// <summary>Reads a message and starts what it asks for. Its place is free again when it is answered.</summary>
    public async Task TakeAsync(Message message)
    {
        var frame = FrameReader.Read(message);
        message.Forget();
        var taken = 1;
        for (var rest = Math.Min(message.Length, MessageReader.Longest) - CountsAsOne; rest > 0; rest -= CountsAsOne, taken++)
            await places.WaitAsync(gone);

        void Ended()
        {
            message.Dispose();
            places.Release(taken);
        }

        if (frame.Wrong is null && parts.Calls.TryGet(frame.Name, out var call))
            await StartAsync(new(frame, call, mayCall: call.Access.IsPublic || session.Key is not null), Ended);
        else
            outgoing.Send(parts.Frames.Refuse(frame), Ended);
    }

    /// <summary>None starts from now on.</summary>
    public void Close() => order.Close();

    public void Dispose() => places.Dispose();

    /// <summary>Nothing is read beside a call that may change the session: what comes after it goes by what it leaves.</summary>
    private async Task StartAsync(FrameCall call, Action ended)
    {
        var turn = call.ChangesSession ? order.EnterBehindAll()
            : order.Enter(call.Asked is { } asked ? await FrameTarget.OfAsync(asked, session.UserId, parts.Views, gone) : FrameTarget.Nobody);
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
            await turn.Before.WaitAsync(gone);
            await outgoing.Room.WaitAsync(gone);
            outgoing.Send(await parts.Frames.MakeAsync(call, session, origin, gone), ended);
        }
        catch (OperationCanceledException)
        {
            ended(); // there is nobody to answer; what was sent to the store is done all the same
        }
    }
}
