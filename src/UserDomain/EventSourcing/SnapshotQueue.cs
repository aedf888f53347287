using System.Threading.Channels;

namespace UserDomain.EventSourcing;

/// <summary>
/// Users of whom a snapshot is due, waiting to be written by somebody who has the time: no call waits for it. The queue is short; who finds it full
/// is left out, and comes again.
/// </summary>
public sealed class SnapshotQueue
{
    /// <summary>How many events past the newest snapshot a user may have had to be read with.</summary>
    public const int MostRead = 32;

    /// <summary>How many may be appended to a user who was kept ready meanwhile.</summary>
    public const int MostAppended = 128;

    /// <summary>How many can wait.</summary>
    public const int Room = 64;

    private readonly Channel<UserState> due = Channel.CreateBounded<UserState>(new BoundedChannelOptions(Room) { SingleReader = true });

    /// <summary>How many wait.</summary>
    public int Count => due.Reader.Count;

    /// <summary>All that are due and will be, one after another.</summary>
    public IAsyncEnumerable<UserState> TakeAsync(CancellationToken cancellationToken) => due.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Hands the user on if more events than that have come since his snapshot; the larger he is, the more.</summary>
    /// <param name="state">A durable one.</param>
    /// <returns>The same, which knows it if he was handed on.</returns>
    public UserState Offer(UserState state, int most) =>
        state.Version - state.SavedAt > Math.Max(most, state.User.Config.Bytes * most >> 17) && state.User.Exists && due.Writer.TryWrite(state)
            ? state with { SavedAt = state.Version }
            : state;
}
