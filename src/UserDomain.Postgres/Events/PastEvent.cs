using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Events;

/// <summary>An event as it was read: its JSON is made sense of by whom it is for.</summary>
internal readonly record struct PastEvent(Guid Id, long Version, string Type, byte[] Data, DateTimeOffset At)
{
    /// <exception cref="UnknownEventException">It cannot be read by this release.</exception>
    public Recorded Read(StreamId stream) => new(stream, Version, Id, At, StoredEvents.Read(Type, Data), Origin.NotRead);
}
