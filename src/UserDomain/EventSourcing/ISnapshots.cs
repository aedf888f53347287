using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>
/// The port to where snapshots are kept: what a user's events came to at a version, so that a long history need not be read. Any of them may be
/// missing, old or unreadable, and all may be thrown away at any time: the events say the same. Its rules are the tests in SnapshotsContract.
/// </summary>
public interface ISnapshots
{
    /// <summary>
    /// The user as his snapshot has him and what has happened to him since, of one moment. A snapshot that this release cannot read, or that ends
    /// with an event that is not there, is as none. Not always all of the events: the rest must be read after them. Nor always all of his configuration.
    /// </summary>
    /// <param name="keys">Of his configuration, that are needed of him: where they belong is read at once if that can be.</param>
    /// <exception cref="BrokenStreamException">A version is missing or stands twice.</exception>
    /// <exception cref="UnknownEventException">An event cannot be read by this release.</exception>
    ValueTask<UserSince> LoadAsync(UserId userId, IEnumerable<string> keys, CancellationToken cancellationToken);

    /// <summary>The same user with what was left of his configuration where these keys belong.</summary>
    /// <param name="keys">None for all of it.</param>
    /// <returns>None where the snapshot in which it was left is no longer there, or damaged, and therefore thrown away: he must be loaded anew.</returns>
    ValueTask<UserState?> FillAsync(UserState state, IEnumerable<string>? keys, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps durable states in place of their users' snapshots, each unless that is a newer one. One of another release is replaced once it is a minute old.
    /// Where the event that a state ends with is not there, does nothing.
    /// </summary>
    /// <param name="states">Each of another user.</param>
    ValueTask KeepAsync(IReadOnlyList<UserState> states, CancellationToken cancellationToken);
}

/// <summary>A user as he was, and his next events.</summary>
/// <param name="State">As his snapshot has him; one to whom nothing has happened where there is none to be used.</param>
/// <param name="Events">Without what was around them: their origins are <see cref="Origin.NotRead"/>.</param>
/// <param name="IsAll">Whether there were no more events.</param>
public sealed record UserSince(UserState State, IReadOnlyList<Recorded> Events, bool IsAll)
{
    /// <summary>How many events are given at a time, of each of those who are loaded together; twice as many as a snapshot is usually ahead of.</summary>
    public const int MostEvents = 256;
}
