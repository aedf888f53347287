using UserDomain.SignIn;

namespace UserDomain.Postgres.Events;

/// <summary>
/// Sends appends that wait at the same moment in one round trip and one commit. One that comes while nothing is sent goes at once: nothing
/// waits for company, but that a writer lets those whom it has answered have their turn. One whose stream is in the group already goes with
/// the next, which goes without waiting for anything.
/// </summary>
/// <param name="send">Sends a group and says of each whether it is stored; what it throws is the fate of none of them.</param>
internal sealed class GroupCommit(Func<IReadOnlyList<GroupItem>, Task<Fate[]>> send, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>One sends a group while the other's is being made durable; more would make smaller groups.</summary>
    internal const int Writers = 2;

    /// <summary>
    /// How many must wait at least for a second writer to be worth it, and at least which part of those that are being sent: with fewer, both would
    /// send small groups, which cost more an append.
    /// </summary>
    internal const int WorthAnother = 4;

    private const int PartOfSent = 4;

    internal const int LargestGroup = 128;
    internal const int MostWaiting = 8 * 1024;
    private const int LargestBytes = 1024 * 1024;

    /// <summary>A second one is worth it as well where the first is held up for so long.</summary>
    private static readonly TimeSpan HeldUp = TimeSpan.FromMilliseconds(20);

    /// <summary>Whoever has not been sent by then waits for a database that answers nobody: he tries alone, for what is left of his patience.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly LinkedList<GroupItem> waiting = [];
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int writing;
    private int underWay;
    private bool isClosed;

    private bool IsWorthAnother =>
        waiting.Count >= Math.Max(WorthAnother, underWay / PartOfSent) || (waiting.First is { } oldest && clock.GetElapsedTime(oldest.Value.Since) > HeldUp);

    /// <summary>Once it is called, the append is sent, whatever becomes of its caller.</summary>
    /// <exception cref="OverloadedException">Too many wait already. It was not sent.</exception>
    public ValueTask<Fate> SendAsync(GroupItem item)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            if (waiting.Count >= MostWaiting)
                throw new OverloadedException();
            item.Since = clock.GetTimestamp();
            waiting.AddLast(item);
            if (writing == Writers || (writing > 0 && !IsWorthAnother))
                return item.Ended;
            writing++;
        }

        Unattended.Begin(WriteAsync);
        return item.Ended;
    }

    /// <summary>Takes no more, and waits until all that it took is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isClosed = true;
            if (writing == 0)
                return;
        }

        await drained.Task;
    }

    private async Task WriteAsync()
    {
        var (group, streams) = (new List<GroupItem>(), new HashSet<string>(StringComparer.Ordinal));
        while (Take(group, streams))
        {
            var fates = await FatesAsync(group);
            if (group is [var alone] && TryLeave())
            {
                alone.EndHere(fates?[0] ?? Fate.Unknown); // nobody waits for this thread: whoever was answered goes on with it, and needs no other to wake up
                return;
            }

            for (var i = 0; i < group.Count; i++)
                group[i].End(fates?[i] ?? Fate.Unknown);
            EndLate();
            await Task.Yield(); // whoever was answered and has more to send goes along, as a rule: most of them have their turn in the pool first
        }
    }

    /// <summary>Ends the writer where nobody waits. One that is closed ends by the other way, which says so once all are answered.</summary>
    private bool TryLeave()
    {
        lock (gate)
        {
            if (waiting.Count > 0 || isClosed)
                return false;
            underWay--;
            writing--;
            return true;
        }
    }

    private void EndLate()
    {
        lock (gate)
        {
            while (waiting.First is { } oldest && clock.GetElapsedTime(oldest.Value.Since) > LongestWait)
            {
                waiting.RemoveFirst();
                oldest.Value.End(Fate.NotStored);
            }
        }
    }

    private async Task<Fate[]?> FatesAsync(List<GroupItem> group)
    {
        try
        {
            return await send(group);
        }
        catch (Exception)
        {
            return null; // each tells its own caller what is wrong when it is sent alone
        }
    }

    /// <summary>The longest waiting that go together; without any, or too few for two, the writer ends.</summary>
    private bool Take(List<GroupItem> group, HashSet<string> streams)
    {
        streams.Clear();
        lock (gate)
        {
            underWay -= group.Count;
            group.Clear();
            var bytes = 0;
            for (var at = writing == 1 || IsWorthAnother ? waiting.First : null; at is not null && group.Count < LargestGroup && bytes < LargestBytes;)
            {
                var (item, next) = (at.Value, at.Next);
                if (streams.Add(item.Append.Stream.Value))
                {
                    group.Add(item);
                    bytes += item.Bytes;
                    waiting.Remove(at);
                }

                at = next;
            }

            underWay += group.Count;
            if (group.Count > 0)
                return true;
            if (--writing == 0 && isClosed)
                drained.SetResult();
            return false;
        }
    }
}
