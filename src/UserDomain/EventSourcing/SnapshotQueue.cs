using System.Runtime.CompilerServices;
using System.Threading.Channels;
using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>
/// Users of whom a snapshot is due, waiting to be written by somebody who has the time: no call waits for it. The queue is short, in users and in bytes; who finds it full
/// is left out, and comes again.
/// </summary>
public sealed class SnapshotQueue
{
    /// <summary>
    /// How many events past the newest snapshot a user may have had to be read with. Users act in turns, so each of them lies on a page of its own: to
    /// read eight takes more than to write a snapshot of a user with few keys once.
    /// </summary>
    public const int MostRead = 8;

    /// <summary>How many may be appended to a user who was kept ready meanwhile.</summary>
    public const int MostAppended = 128;

    /// <summary>How many can wait.</summary>
    public const int Room = 256;

    /// <summary>How many bytes of configuration are written anew for each event that need not be read again.</summary>
    private const int BytesARead = 4096;

    /// <summary>The same for one that would only be read after this host has stopped.</summary>
    private const int BytesAnAppended = 1024;

    /// <summary>What those who wait may come to, in bytes of configuration: they are kept for nobody else.</summary>
    public const long MostBytes = 16 * 1024 * 1024;

    private readonly Channel<UserState> due = Channel.CreateBounded<UserState>(new BoundedChannelOptions(Room) { SingleReader = true });

    private long bytes;

    /// <summary>How many wait.</summary>
    public int Count => due.Reader.Count;

    /// <summary>All that are due and will be, each time those that wait, each user once.</summary>
    public async IAsyncEnumerable<IReadOnlyList<UserState>> TakeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await due.Reader.WaitToReadAsync(cancellationToken))
        {
            var waiting = new Dictionary<UserId, UserState>();
            var taken = 0L;
            while (waiting.Count < Room && due.Reader.TryRead(out var state))
            {
                taken += state.User.Config.Bytes;
                if (!waiting.TryGetValue(state.UserId, out var other) || other.Version < state.Version)
                    waiting[state.UserId] = state;
            }

            try
            {
                yield return [.. waiting.Values];
            }
            finally
            {
                Interlocked.Add(ref bytes, -taken); // until they are written they are held
            }
        }
    }

    /// <summary>Hands on one who was just read, if more events than <see cref="MostRead"/> have come since his snapshot; the larger he is, the more.</summary>
    /// <param name="state">A durable one.</param>
    /// <returns>The same, which knows it if he was handed on.</returns>
    public UserState OfferRead(UserState state) => Offer(state, MostRead, BytesARead);

    /// <summary>The same of one who was kept ready, after an append: <see cref="MostAppended"/>.</summary>
    /// <inheritdoc cref="OfferRead"/>
    public UserState OfferAppended(UserState state) => Offer(state, MostAppended, BytesAnAppended);

    private UserState Offer(UserState state, int most, int bytesAnEvent) =>
        state.Version - state.SavedAt > Math.Max(most, state.User.Config.Bytes / bytesAnEvent) && state.User.Exists && TryAdd(state)
            ? state with { SavedAt = state.Version }
            : state;

    private bool TryAdd(UserState state)
    {
        var size = state.User.Config.Bytes;
        if (Interlocked.Add(ref bytes, size) <= MostBytes && due.Writer.TryWrite(state))
            return true;
        Interlocked.Add(ref bytes, -size);
        return false;
    }
}
