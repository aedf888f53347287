using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Record;

/// <summary>A seal on a proof's way, and the two links that it hangs on.</summary>
internal sealed record ProofStep(Seal Seal, byte[] Previous, byte[] Jump)
{
    public byte[] Link() => Seal.Link(Previous, Jump);

    /// <summary>Whether it hangs on another: directly, or by its jump.</summary>
    public bool HangsOn(ProofStep before)
    {
        var link = before.Link();
        return Seal.Number - 1 == before.Seal.Number ? Previous.AsSpan().SequenceEqual(link)
            : Seal.Number > before.Seal.Number && Seal.JumpOf(Seal.Number) == before.Seal.Number && Jump.AsSpan().SequenceEqual(link);
    }
}

/// <summary>That one event stood at its place under a head: its bytes, the way from them to the root of its seal, and from that seal to the head.</summary>
/// <param name="Event">The bytes of the event's row: all that is claimed of it is read from these.</param>
/// <param name="Index">The how-manieth event of its seal it is, from 0 on.</param>
internal sealed record Proof(byte[] Event, int Index, IReadOnlyList<byte[]> Path, IReadOnlyList<ProofStep> Steps)
{
    public Head Head => new(Steps[^1].Seal.Number, Steps[^1].Seal.Last, Convert.ToHexStringLower(Steps[^1].Link()));

    /// <summary>Whether each step follows from the one before it.</summary>
    public bool Holds
    {
        get
        {
            if (Steps is not [var first, ..] || !new EventRow(Event).IsWellFormed || Index < 0 || Index >= first.Seal.Events)
                return false;
            var place = new EventRow(Event).Place;
            var root = MerkleTree.RootOf(MerkleTree.Leaf(Event), Index, first.Seal.Events, Path);
            return place >= first.Seal.First && place <= first.Seal.Last
                && root is not null && root.AsSpan().SequenceEqual(first.Seal.Root)
                && Steps.Zip(Steps.Skip(1)).All(pair => pair.Second.HangsOn(pair.First));
        }
    }
}
