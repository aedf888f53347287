using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Projections;

/// <summary>Which events somebody has had a view pass over. It is folded from the record of that and stands nowhere else, so that every rebuild passes over the same.</summary>
internal sealed class SkippedEvents(IEventStore store)
{
    /// <summary>Their places in the order of all events.</summary>
    /// <param name="view">The view's name.</param>
    public async Task<IReadOnlySet<long>> ReadAsync(string view, CancellationToken cancellationToken) =>
        (await store.ReadAsync(StreamId.OfView(view), cancellationToken)).Select(recorded => recorded.Event).OfType<ViewEventSkipped>()
            .Select(skipped => skipped.Event).ToHashSet();
}
