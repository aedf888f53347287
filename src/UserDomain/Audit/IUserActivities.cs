namespace UserDomain.Audit;

/// <summary>
/// The port to who did what. It follows the events from behind. A page is as fast wherever it is, and examines a bounded number of events:
/// where few of those may be shown it is short, and the next goes on from there.
/// </summary>
public interface IUserActivities
{
    /// <summary>The newest first.</summary>
    /// <param name="after">Where the page before ended; none begins.</param>
    ValueTask<ActivityPage> FindAsync(ActivitySearch search, ActivityPosition? after, int limit, CancellationToken cancellationToken);
}

/// <summary>What is looked for.</summary>
/// <param name="OmsId">Only what was done to users of this OMS; none is everything.</param>
/// <param name="Actor">Who did it, as events record him; none is anybody.</param>
/// <param name="From">Not before this.</param>
/// <param name="To">Before this.</param>
public sealed record ActivitySearch(long? OmsId, string? Actor, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Up to which event a page went, seen or not.</summary>
public sealed record ActivityPosition(DateTimeOffset At, long Place);

/// <summary>What was done, the newest first.</summary>
/// <param name="End">Where the next page begins; none after the oldest.</param>
public sealed record ActivityPage(IReadOnlyList<UserActivityEntry> Entries, ActivityPosition? End);
