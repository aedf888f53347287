namespace UserDomain.Projections;

/// <summary>The port to which views are stopped, and by which events. The stop ends with an append that has a <see cref="EventSourcing.ViewStopCleared"/>.</summary>
public interface IViewStops
{
    /// <summary>What stopped the view; none where it is not stopped.</summary>
    ValueTask<ViewStop?> FindAsync(string view, CancellationToken cancellationToken);
}

/// <summary>An event that a view could not be folded over.</summary>
/// <param name="Event">The event's place in the order of all events.</param>
/// <param name="Stream">The stream that it stands in.</param>
/// <param name="Reason">The kind of error, with nothing of what the event says.</param>
public sealed record ViewStop(string View, long Event, Guid EventId, string Stream, string Reason, DateTimeOffset At);
