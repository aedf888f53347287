using System.Collections;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Projections;

/// <summary>A page of events that several views are folded over: each event is decoded once, and its place in its stream looked at once.</summary>
/// <param name="upTo">The place up to which there are no others.</param>
/// <param name="seen">What was read before it.</param>
internal sealed class SharedPage(IReadOnlyList<StoredEvent> events, long upTo, StreamsSeen seen) : IReadOnlyList<StoredEvent>
{
    private readonly Sequenced?[] decoded = new Sequenced?[events.Count];
    private Task<IReadOnlyList<Poison>>? breaks;

    public long UpTo => upTo;

    public StreamsSeen Seen => seen;

    public int Count => events.Count;

    public StoredEvent this[int index] => events[index];

    /// <inheritdoc cref="StoredEvent.Read"/>
    public Sequenced Read(int index) => decoded[index] ??= events[index].Read(); // two at once make the same

    /// <summary>What does not follow in its stream. Of several who ask at once one looks; where that fails, by his own session's end perhaps, the others look themselves.</summary>
    public async Task<IReadOnlyList<Poison>> BreaksAsync(Func<Task<IReadOnlyList<Poison>>> find)
    {
        while (true)
        {
            var (looking, isOwn) = Look(find);
            try
            {
                return await looking;
            }
            catch (Exception) when (!isOwn)
            {
            }
        }
    }

    public IEnumerator<StoredEvent> GetEnumerator() => events.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private (Task<IReadOnlyList<Poison>> Looking, bool IsOwn) Look(Func<Task<IReadOnlyList<Poison>>> find)
    {
        lock (decoded)
            return breaks is null or { IsFaulted: true } or { IsCanceled: true } ? (breaks = find(), true) : (breaks, false);
    }
}
