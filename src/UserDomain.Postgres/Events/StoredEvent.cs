using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Events;

/// <summary>What a row of <c>mt_events</c> says of its event, as it stands there, whether or not this release can read it.</summary>
/// <param name="Data">The event's JSON, as UTF-8, in the form that the database gives it.</param>
/// <param name="Headers">JSON likewise.</param>
internal sealed record StoredEvent(
    long Sequence, Guid Id, string Stream, long Version, string Type, byte[] Data, DateTimeOffset At,
    string? UserName, string? CorrelationId, string? CausationId, byte[]? Headers)
{
    /// <summary>Roughly what it takes in memory, in bytes.</summary>
    public int Size => 400 + Data.Length + (Headers?.Length ?? 0);

    /// <exception cref="UnknownEventException">It cannot be read by this release.</exception>
    public Sequenced Read()
    {
        var headers = EventHeaders.Read(Headers);
        return new(Sequence, new(
            new(Stream), Version, Id, At, StoredEvents.Read(Type, Data),
            new(UserName, headers.Call, CorrelationId ?? "", CausationId ?? "", headers.Address, headers.Transport)));
    }
}
