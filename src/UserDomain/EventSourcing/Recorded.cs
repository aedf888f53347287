using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>Names a stream as it stands in the database: <c>user-7</c> for what happened to user 7, <c>signin-7</c> for his sign-ins.</summary>
public readonly record struct StreamId(string Value)
{
    /// <summary>All that changes what a user is.</summary>
    public static StreamId OfUser(UserId userId) => new($"user-{userId}");

    /// <summary>The sign-ins that succeeded.</summary>
    public static StreamId OfSignIns(UserId userId) => new($"signin-{userId}");

    /// <summary>What was done to a view by somebody at the server.</summary>
    /// <param name="view">Its name.</param>
    public static StreamId OfView(string view) => new($"view-{view}");

    /// <summary>The kind of stream: what stands before the id; all of it where others have written a stream without one.</summary>
    public string Kind => Value.IndexOf('-', StringComparison.Ordinal) is >= 0 and var dash ? Value[..dash] : Value;

    /// <summary>The user whose stream of this kind it is; none where it is another's or none's.</summary>
    public UserId? UserOf(string kind) =>
        Value.Length > kind.Length && Kind == kind && long.TryParse(Value.AsSpan(kind.Length + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? new UserId(id)
            : null;

    public override string ToString() => Value;
}

/// <summary>Who caused something, by which call, and from where. Kept around every event.</summary>
/// <param name="By">The caller's user id, <c>os:name</c> for somebody at the server itself, none for a stranger.</param>
public sealed record Origin(string? By, string Call, string CorrelationId, string CausationId, string? Address, string Transport)
{
    /// <summary>Of an event that was read for what it says alone: no state is made of more than that.</summary>
    public static Origin NotRead { get; } = new(null, "", "", "", null, "");
}

/// <summary>An event as the store holds it: the fact, and where, when and by whom it was recorded.</summary>
/// <param name="Version">Its place in its stream, from 1 on without a gap.</param>
/// <param name="At">Never earlier than the event before it in the stream, whatever the clock did.</param>
public sealed record Recorded(StreamId Stream, long Version, Guid EventId, DateTimeOffset At, UserEvent Event, Origin Origin);

/// <summary>An event at its place in the order of all events. Places rise; some are never taken.</summary>
public sealed record Sequenced(long Sequence, Recorded Recorded);
