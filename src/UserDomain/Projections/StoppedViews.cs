using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Projections;

/// <summary>Ends the stop of a view, and records who did that and how, in one transaction. Whoever comes second finds it ended.</summary>
public sealed class StoppedViews(IEventStore store, IViewStops stops, CallContext context, TimeProvider clock)
{
    /// <param name="end">What is recorded, given what stopped it.</param>
    /// <exception cref="RefusedException">The view is not stopped.</exception>
    /// <exception cref="ConcurrentChangeException">Somebody else has just ended it.</exception>
    public async Task EndAsync(string view, Func<ViewStop, ViewEvent> end, CancellationToken cancellationToken)
    {
        var stream = StreamId.OfView(view);
        var version = await store.FindVersionAsync(stream, cancellationToken); // before the stop is read: each end of one moves it on
        var stop = await stops.FindAsync(view, cancellationToken) ?? throw new RefusedException(Refusals.ViewNotStopped);
        var at = clock.GetUtcNow();
        var ended = new NewEvent(Guid.CreateVersion7(at), end(stop));
        await store.AppendAsync(
            new(stream, version, [ended], at, context.Origin, [], [new ViewStopCleared(view, stop.Event)]), cancellationToken);
    }
}
