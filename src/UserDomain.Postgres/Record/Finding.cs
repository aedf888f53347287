namespace UserDomain.Postgres.Record;

/// <summary>Something in the record that is not as it was, or cannot be. What is not known of it is null.</summary>
/// <param name="Place">The event's place in the order of all events; for a seal the first place that it closes.</param>
/// <param name="What">What is wrong, in words that follow "The event".</param>
/// <param name="Seal">The number of the seal that tells.</param>
public sealed record Finding(long? Place, string? Stream, long? Version, Guid? EventId, long? Seal, string What)
{
    public override string ToString() => Stream is null && EventId is null ? What : $"Event {EventId} at place {Place} ({Stream}, version {Version}) {What}";
}

/// <summary>What verification came to.</summary>
/// <param name="Sealed">Events that stand under a seal as they were sealed.</param>
/// <param name="Unsealed">Events that came after the last seal: only that their streams count up by one was looked at.</param>
/// <param name="Head">The chain's end as it was read; what comes after it was not looked at.</param>
/// <param name="Wrong">How many findings there are in all.</param>
/// <param name="Findings">The first of them, by place.</param>
public sealed record Verified(long Sealed, long Unsealed, long Seals, Head? Head, long Wrong, IReadOnlyList<Finding> Findings);

/// <summary>Keeps the first findings by place and counts the rest, so that no damage is too much to be told.</summary>
internal sealed class Findings
{
    private const int Kept = 100;
    private readonly List<Finding> first = [];

    public long Count { get; private set; }

    public IReadOnlyList<Finding> First => [.. first.OrderBy(finding => finding.Place ?? 0)];

    public void Add(Finding finding)
    {
        Count++;
        first.Add(finding);
        if (first.Count < 2 * Kept)
            return;
        var sorted = First.Take(Kept).ToArray();
        first.Clear();
        first.AddRange(sorted);
    }
}
