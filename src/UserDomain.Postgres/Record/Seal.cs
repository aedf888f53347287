using System.Buffers.Binary;
using System.Security.Cryptography;

namespace UserDomain.Postgres.Record;

/// <summary>What one seal says: which places it closes, the root over the events there, and when it was made.</summary>
/// <param name="Number">From 1 on without a gap.</param>
/// <param name="First">The place after the last one of the seal before; nothing need stand there.</param>
/// <param name="Last">The last place that it closes.</param>
/// <param name="SealedAt">In microseconds since 1970, by the clock of whoever sealed. Nothing is decided on it.</param>
internal sealed record Seal(long Number, long First, long Last, int Events, byte[] Root, long SealedAt)
{
    private static ReadOnlySpan<byte> Mark => "userdomain seal 1"u8;

    /// <summary>What the first seal hangs on.</summary>
    public static byte[] NoLink { get; } = new byte[MerkleTree.HashLength];

    /// <summary>
    /// The seal far back that it hangs on too, beside the one before it: its number without its lowest bit. So from any seal to any other
    /// there is a way of few steps, and a proof stays short however long the chain is.
    /// </summary>
    public static long JumpOf(long number) => number & (number - 1);

    /// <summary>The seals on the way from one to a later one, both among them.</summary>
    public static IReadOnlyList<long> Way(long from, long to)
    {
        var way = new List<long> { to };
        for (var at = to; at > from; way.Add(at))
            at = JumpOf(at) >= from ? JumpOf(at) : at - 1;
        way.Reverse();
        return way;
    }

    /// <summary>The link: a hash of all that the seal says and of the two links that it hangs on.</summary>
    public byte[] Link(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> jump)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[5 * sizeof(long)];
        long[] said = [Number, First, Last, Events, SealedAt];
        for (var i = 0; i < said.Length; i++)
            BinaryPrimitives.WriteInt64BigEndian(numbers[(i * sizeof(long))..], said[i]);
        hash.AppendData(Mark);
        hash.AppendData(previous);
        hash.AppendData(jump);
        hash.AppendData(numbers);
        hash.AppendData(Root);
        return hash.GetHashAndReset();
    }
}

/// <summary>A seal as it is kept: with the place and the hash of each of its events, by which one that was touched is found, and its link.</summary>
internal sealed record KeptSeal(Seal Seal, byte[] Leaves, byte[] Link)
{
    private const int LeafLength = sizeof(long) + MerkleTree.HashLength;

    /// <summary>Whether places and hashes are as many as there are events, and rise within the seal's places.</summary>
    public bool AreLeavesWhole
    {
        get
        {
            if (Seal.Events < 1 || Leaves.LongLength != (long)Seal.Events * LeafLength)
                return false;
            var places = Enumerable.Range(0, Seal.Events).Select(PlaceAt).ToArray();
            return places[0] >= Seal.First && places[^1] <= Seal.Last && places.Zip(places.Skip(1)).All(pair => pair.First < pair.Second);
        }
    }

    public Head Head => new(Seal.Number, Seal.Last, Convert.ToHexStringLower(Link));

    public long PlaceAt(int index) => BinaryPrimitives.ReadInt64BigEndian(Leaves.AsSpan(index * LeafLength));

    public ReadOnlySpan<byte> HashAt(int index) => Leaves.AsSpan(index * LeafLength + sizeof(long), MerkleTree.HashLength);

    /// <summary>The hashes alone.</summary>
    public byte[] Hashes()
    {
        var hashes = new byte[Seal.Events * MerkleTree.HashLength];
        for (var i = 0; i < Seal.Events; i++)
            HashAt(i).CopyTo(hashes.AsSpan(i * MerkleTree.HashLength));
        return hashes;
    }

    /// <summary>What is kept of events, given their places and hashes.</summary>
    public static byte[] Keep(IReadOnlyList<long> places, ReadOnlySpan<byte> hashes)
    {
        var leaves = new byte[places.Count * LeafLength];
        for (var i = 0; i < places.Count; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(leaves.AsSpan(i * LeafLength), places[i]);
            hashes.Slice(i * MerkleTree.HashLength, MerkleTree.HashLength).CopyTo(leaves.AsSpan(i * LeafLength + sizeof(long)));
        }

        return leaves;
    }
}
