namespace UserDomain.Postgres.Record;

/// <summary>Goes along the chain, seal by seal from the first, and finds what does not hang together.</summary>
/// <param name="wanted">A head from before that must be in it.</param>
internal sealed class ChainWalk(Findings findings, Head? wanted)
{
    // The links that later seals may hang on: at most one for each bit of the number.
    private readonly List<(long Number, byte[] Link)> links = [(0, Seal.NoLink)];
    private long last;

    /// <summary>How many seals it came by.</summary>
    public long Count { get; private set; }

    /// <summary>The last seal that it came by.</summary>
    public Head? Head { get; private set; }

    /// <summary>Whether seals are missing before the last one that it came by.</summary>
    public bool IsAfterGap { get; private set; }

    /// <summary>Looks at the next seal. Whether its leaves can be held against events.</summary>
    public bool Take(KeptSeal kept)
    {
        var (seal, next) = (kept.Seal, links[^1].Number + 1);
        IsAfterGap = seal.Number != next;
        if (IsAfterGap)
            Add(seal, seal.Number > next ? $"Seals are missing: {seal.Number} comes where {next} belongs." : $"Seal {seal.Number} stands before the first.");
        else if (seal.First != last + 1 || seal.Last < seal.First)
            Add(seal, $"Seal {next} was changed: it closes places {seal.First} to {seal.Last}, and should go on at {last + 1}.");

        var whole = kept.AreLeavesWhole;
        if (!whole || !MerkleTree.Root(kept.Hashes()).AsSpan().SequenceEqual(seal.Root))
            Add(seal, $"Seal {seal.Number} was changed: its hashes of places {seal.First} to {seal.Last} do not come to its root.");
        if (seal.Number == next && LinkOf(Seal.JumpOf(next)) is { } jump && !seal.Link(links[^1].Link, jump).AsSpan().SequenceEqual(kept.Link))
            Add(seal, $"Seal {next}, or the one before it, was changed: its link does not follow from what it says and from the seals before.");
        if (seal.Number == wanted?.Number && kept.Head.Link != wanted.Link)
            Add(seal, $"The chain was made anew: seal {seal.Number} has another link than when its head was kept.");
        Keep(kept);
        return whole;
    }

    /// <summary>After the last seal: looks whether the wanted head was among them.</summary>
    public void End()
    {
        if (wanted is not null && (Head?.Number ?? 0) < wanted.Number)
            findings.Add(new(last + 1, null, null, null, wanted.Number, $"The chain was cut: it ends at seal {Head?.Number ?? 0}, and had {wanted.Number} when its head was kept."));
    }

    private void Keep(KeptSeal kept)
    {
        while (links is [_, .., var (number, _)] && !IsWanted(number, kept.Seal.Number))
            links.RemoveAt(links.Count - 1);
        links.Add((kept.Seal.Number, kept.Link));
        last = kept.Seal.Last;
        Head = kept.Head;
        Count++;
    }

    /// <summary>Whether a later seal than this number can jump to it: only to what comes of it by taking off lowest bits.</summary>
    private static bool IsWanted(long number, long at)
    {
        while (at > number && at > 0)
            at = Seal.JumpOf(at);
        return at == number;
    }

    /// <summary>None where that seal is missing, which is told already.</summary>
    private byte[]? LinkOf(long number) => links.Find(link => link.Number == number).Link;

    private void Add(Seal seal, string what) => findings.Add(new(seal.First, null, null, null, seal.Number, what));
}
