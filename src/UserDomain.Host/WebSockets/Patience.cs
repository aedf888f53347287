using System.Net.WebSockets;

namespace UserDomain.Host.WebSockets;

/// <summary>One timer for all that a socket's client must do in time.</summary>
internal sealed class Patience : IDisposable
{
    private readonly ITimer timer;
    private volatile Why why = new(WebSocketCloseStatus.NormalClosure, "");

    /// <param name="isOver">Told, with what to close with, when it was not done.</param>
    public Patience(TimeProvider clock, Action<WebSocketCloseStatus, string> isOver) => timer = clock.CreateTimer(
        _ => isOver(why.Status, why.Reason), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Begins to wait for the next thing, and no longer for the one before.</summary>
    public void WaitFor(TimeSpan time, WebSocketCloseStatus status, string reason)
    {
        why = new(status, reason);
        timer.Change(time, Timeout.InfiniteTimeSpan);
    }

    public void Stop() => timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => timer.Dispose();

    private sealed record Why(WebSocketCloseStatus Status, string Reason);
}
