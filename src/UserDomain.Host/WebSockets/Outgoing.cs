using System.Net.WebSockets;

namespace UserDomain.Host.WebSockets;

/// <summary>What goes out of one socket, one frame after another, in pieces that the client must take in time. While nothing waits, nothing runs.</summary>
/// <param name="cutOff">Ends the socket without a word: its client does not read.</param>
internal sealed class Outgoing(WebSocket socket, UnsentBudget budget, SocketSettings settings, TimeProvider clock, Action cutOff)
{
    /// <summary>While more waits to be sent, no further frame of the socket starts.</summary>
    private const int EnoughWaits = 1024 * 1024;

    private const int Piece = 64 * 1024;

    private readonly Lock gate = new();
    private readonly Queue<Item> queue = new();
    private TaskCompletionSource room = Done();
    private TaskCompletionSource drained = Done();
    private long unsent;
    private bool isOver;

    /// <summary>The budget's note of what waits here.</summary>
    internal long Counted { get; set; }

    /// <summary>The budget's note that this one gave way and counts no more.</summary>
    internal bool IsUncounted { get; set; }

    /// <summary>Ends when the client has read enough for another frame to start.</summary>
    public Task Room
    {
        get
        {
            lock (gate)
                return room.Task;
        }
    }

    /// <summary>Ends when all that was put in is sent, or never will be.</summary>
    public Task Drained
    {
        get
        {
            lock (gate)
                return drained.Task;
        }
    }

    /// <param name="sent">Told when it is sent, or never will be.</param>
    public void Send(PooledBytes frame, Action? sent = null)
    {
        budget.Add(this, frame.Capacity);
        Put(new(frame, null, sent));
    }

    /// <summary>Closes the socket after all that waits; what comes later is not sent.</summary>
    public void Close(WebSocketCloseStatus status, string reason) => Put(new(new(), (status, reason), null));

    /// <summary>Sends no more.</summary>
    public void CutOff()
    {
        lock (gate)
            isOver = true;
        cutOff();
    }

    private static TaskCompletionSource Done()
    {
        var source = New();
        source.SetResult();
        return source;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Put(Item item)
    {
        lock (gate)
        {
            if (!isOver)
            {
                isOver = item.Closing is not null;
                unsent += item.Frame.Length;
                if (unsent > EnoughWaits && room.Task.IsCompleted)
                    room = New();
                queue.Enqueue(item);
                if (drained.Task.IsCompleted)
                {
                    drained = New();
                    _ = DrainAsync();
                }

                return;
            }
        }

        budget.Remove(this, item.Frame.Capacity);
        item.End();
    }

    private async Task DrainAsync()
    {
        await Task.Yield();
        while (Next() is { } item)
        {
            try
            {
                await SendAsync(item);
            }
            catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                CutOff();
            }
            finally
            {
                Count(item);
                item.End();
            }
        }
    }

    private Item? Next()
    {
        lock (gate)
        {
            if (queue.TryDequeue(out var item))
                return item;
            drained.SetResult();
            return null;
        }
    }

    private void Count(Item item)
    {
        budget.Remove(this, item.Frame.Capacity);
        lock (gate)
        {
            unsent -= item.Frame.Length;
            if (unsent <= EnoughWaits)
                room.TrySetResult();
        }
    }

    private async Task SendAsync(Item item)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        using var patience = new CancellationTokenSource(settings.SendTime, clock);
        if (item.Closing is var (status, reason))
        {
            await socket.CloseOutputAsync(status, reason, patience.Token);
            return;
        }

        for (var rest = item.Frame.Written; !rest.IsEmpty;)
        {
            var piece = rest[..Math.Min(Piece, rest.Length)];
            rest = rest[piece.Length..];
            await socket.SendAsync(piece, WebSocketMessageType.Text, endOfMessage: rest.IsEmpty, patience.Token);
            patience.CancelAfter(settings.SendTime);
        }
    }

    private sealed record Item(PooledBytes Frame, (WebSocketCloseStatus Status, string Reason)? Closing, Action? Sent)
    {
        public void End()
        {
            Frame.Dispose();
            Sent?.Invoke();
        }
    }
}
