namespace UserDomain.Postgres.Projections;

/// <summary>A row that is not the same in the table served and in the one made anew from the events.</summary>
/// <param name="Served">What is served, as JSON: the document, or the columns beside it where only they differ; none where there is no such row.</param>
/// <param name="Rebuilt">What the events say, likewise.</param>
public sealed record RowDifference(string Id, string? Served, string? Rebuilt);

/// <summary>How a view differs from what the events say.</summary>
/// <param name="First">The first of them by id, ordinal.</param>
public sealed record ViewDifferences(long OnlyServed, long OnlyRebuilt, long Different, IReadOnlyList<RowDifference> First)
{
    public long Total => OnlyServed + OnlyRebuilt + Different;
}

/// <summary>What became of one view.</summary>
/// <param name="Place">The place in the order of events up to which the table made anew is folded.</param>
/// <param name="Differences">None where the view is too far behind the events for it to be compared, or it failed.</param>
/// <param name="Switched">Whether it is now served.</param>
/// <param name="HeldUpMilliseconds">How long whoever writes to the view was held up at most.</param>
/// <param name="Failure">Why it was left as it was, in a sentence; none where it was not.</param>
public sealed record RebuildOutcome(
    string View, long Rows, long Place, ViewDifferences? Differences, bool Switched, double HeldUpMilliseconds, string? Failure = null);
