using System.Collections.Concurrent;
using UserDomain.EventSourcing;
using UserDomain.Projections;

namespace UserDomain.Specs;

/// <summary>Views that a test says are stopped.</summary>
public sealed class InMemoryViewStops : IViewStops
{
    private readonly ConcurrentDictionary<string, ViewStop> stops = new();

    public void Stop(ViewStop stop) => stops[stop.View] = stop;

    public ValueTask<ViewStop?> FindAsync(string view, CancellationToken cancellationToken) => new(stops.GetValueOrDefault(view));

    internal void Apply(IEnumerable<Companion> companions)
    {
        foreach (var cleared in companions.OfType<ViewStopCleared>())
            stops.TryRemove(cleared.View, out _);
    }
}
