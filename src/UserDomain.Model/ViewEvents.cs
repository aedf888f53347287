namespace UserDomain.Model;

/// <summary>Something that somebody at the server did to a view. It is no user's, and stands in the stream <c>view-{name}</c>.</summary>
public abstract record ViewEvent : UserEvent
{
    private protected ViewEvent() { }
}

/// <summary>A view that an event had stopped is to try it again.</summary>
/// <param name="Event">The event's place in the order of all events.</param>
[StoredAs("view_retried")]
public sealed record ViewRetried(string View, long Event) : ViewEvent;

/// <summary>A view that an event had stopped passes over it, now and whenever it is built again.</summary>
/// <param name="Event">The event's place in the order of all events.</param>
[StoredAs("view_event_skipped")]
public sealed record ViewEventSkipped(string View, long Event, Guid EventId) : ViewEvent;
