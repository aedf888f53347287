using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Audit;

/// <summary>One change of a user: one event, with who caused it and what it came to.</summary>
/// <param name="Version">The version of the user that it made.</param>
/// <param name="Time">When it was recorded, to the microsecond, UTC.</param>
/// <param name="Actor">The user id of who did it, `os:name` for somebody at the server, null for a stranger.</param>
/// <param name="ActorName">His name, where he is a user whom the caller may know.</param>
/// <param name="Call">By which call.</param>
/// <param name="CorrelationId">What the client said that the call belonged to, or a number of its own.</param>
/// <param name="Address">The client's network address.</param>
/// <param name="Event">What happened, by its stored name.</param>
/// <param name="Changes">Each field that it changed; none where what it changed is secret, as a password.</param>
public sealed record AuditedChange(
    long Version, string Time, string? Actor, string? ActorName, string Call, string CorrelationId, string? Address, string Transport, string Event,
    IReadOnlyList<FieldChange> Changes)
{
    internal static AuditedChange Of(Recorded recorded, string? actorName, IReadOnlyList<FieldChange> changes) => new(
        recorded.Version, Moments.Text(recorded.At), recorded.Origin.By, actorName, recorded.Origin.Call, recorded.Origin.CorrelationId,
        recorded.Origin.Address, recorded.Origin.Transport, StoredEvents.NameOf(recorded.Event), changes);
}
