using System.Globalization;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Audit;

/// <summary>One thing that somebody did: one event, without what it says. It follows the events from behind, by less than a second as a rule.</summary>
/// <param name="Place">Its place in the order of all events.</param>
/// <param name="Actor">The user id of who did it, <c>os:name</c> for somebody at the server, empty for a stranger. Who signs in is himself.</param>
/// <param name="UserId">Whom it was done to; 0 where that is no user.</param>
/// <param name="Event">The event's stored name.</param>
public sealed record UserActivityEntry(
    long Place, DateTimeOffset At, string Actor, string Call, long UserId, long Version, string Stream, string Event, Guid EventId,
    string CorrelationId, string? Address, string Transport) : IEventView<UserActivityEntry>
{
    public static string Name => "user_activity";

    public static IEnumerable<ViewChange> Project(Sequenced sequenced)
    {
        var recorded = sequenced.Recorded;
        var signsIn = recorded.Stream.UserOf("signin");
        var origin = recorded.Origin;
        yield return new(typeof(UserActivityEntry), sequenced.Sequence.ToString(CultureInfo.InvariantCulture), new UserActivityEntry(
            sequenced.Sequence, recorded.At, origin.By ?? signsIn?.ToString() ?? "", origin.Call, (recorded.Stream.UserOf("user") ?? signsIn)?.Value ?? 0,
            recorded.Version, recorded.Stream.Value, StoredEvents.NameOf(recorded.Event), recorded.EventId, origin.CorrelationId, origin.Address, origin.Transport));
    }
}
