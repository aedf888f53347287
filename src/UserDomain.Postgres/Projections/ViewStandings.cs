using UserDomain.Projections;

namespace UserDomain.Postgres.Projections;

/// <summary>Where a view that follows the events from behind stands.</summary>
/// <param name="Place">The place up to which it is folded.</param>
/// <param name="EventsBehind">How many places were drawn since; some of them are never taken.</param>
/// <param name="SecondsBehind">How old the oldest event is that it lacks, by the database's clock; 0 where it lacks none.</param>
/// <param name="Stop">What stopped it; none where it is not stopped.</param>
/// <param name="Worker">Who follows with it, by the name and the process of his session at the server; none where nobody does.</param>
public sealed record ViewStanding(string View, long Place, long EventsBehind, double SecondsBehind, ViewStop? Stop, ServerSession? Worker);

/// <param name="Process">The server's process; none for a transaction that is prepared.</param>
public sealed record ServerSession(int? Process, string Name);

/// <summary>The oldest transaction of this database that may still add an event, for which readers in order wait.</summary>
public sealed record HoldingTransaction(int? Process, string Database, string Name, double Seconds);

/// <summary>Where all views stand that follow from behind, and what holds them up, at one moment.</summary>
public sealed record ViewStandings(IReadOnlyList<ViewStanding> Views, HoldingTransaction? Oldest);
