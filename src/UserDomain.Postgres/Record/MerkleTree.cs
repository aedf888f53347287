using System.Security.Cryptography;

namespace UserDomain.Postgres.Record;

/// <summary>
/// The tree of RFC 6962 over hashes: leaves and nodes are hashed apart, neighbours in pairs; one without a neighbour goes up as it is.
/// Hashes stand one after another in one piece of memory.
/// </summary>
internal static class MerkleTree
{
    public const int HashLength = SHA256.HashSizeInBytes;

    private const byte LeafMark = 0;
    private const byte NodeMark = 1;

    /// <summary>The form of the bytes that leaves are made of. Another form would have another number.</summary>
    private const byte EventForm = 1;

    /// <summary>The leaf of an event, of its row's bytes.</summary>
    public static void Leaf(IncrementalHash hash, ReadOnlySpan<byte> row, Span<byte> leaf)
    {
        hash.AppendData([LeafMark, EventForm]);
        hash.AppendData(row);
        hash.GetHashAndReset(leaf);
    }

    public static byte[] Leaf(ReadOnlySpan<byte> row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var leaf = new byte[HashLength];
        Leaf(hash, row, leaf);
        return leaf;
    }

    /// <summary>The root over at least one leaf.</summary>
    public static byte[] Root(ReadOnlySpan<byte> leaves) => Climb(leaves, -1, []);

    /// <summary>What one leaf must be hashed with to come to the root, from below.</summary>
    public static IReadOnlyList<byte[]> Path(ReadOnlySpan<byte> leaves, int index)
    {
        var path = new List<byte[]>();
        Climb(leaves, index, path);
        return path;
    }

    /// <summary>The root that a leaf and its path come to; none where the path is not as long as it must be.</summary>
    public static byte[]? RootOf(byte[] leaf, int index, int count, IReadOnlyList<byte[]> path)
    {
        var (node, step) = (leaf, 0);
        for (; count > 1; index /= 2, count = (count + 1) / 2)
        {
            if (!HasNeighbour(index, count))
                continue;
            if (step == path.Count || path[step].Length != HashLength)
                return null;
            var next = new byte[HashLength];
            Node(index % 2 == 0 ? node : path[step], index % 2 == 0 ? path[step] : node, next);
            (node, step) = (next, step + 1);
        }

        return step == path.Count ? node : null;
    }

    private static byte[] Climb(ReadOnlySpan<byte> leaves, int index, List<byte[]> path)
    {
        var level = leaves.ToArray();
        for (var count = leaves.Length / HashLength; count > 1; index = index < 0 ? index : index / 2, count = (count + 1) / 2)
        {
            if (index >= 0 && HasNeighbour(index, count))
                path.Add(At(level, index ^ 1).ToArray());
            for (var left = 0; left < count; left += 2)
            {
                if (left + 1 < count)
                    Node(At(level, left), At(level, left + 1), At(level, left / 2));
                else
                    At(level, left).CopyTo(At(level, left / 2));
            }
        }

        return level[..HashLength];
    }

    private static bool HasNeighbour(int index, int count) => (index ^ 1) < count;

    private static Span<byte> At(byte[] level, int index) => level.AsSpan(index * HashLength, HashLength);

    private static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> node)
    {
        Span<byte> both = stackalloc byte[1 + 2 * HashLength];
        both[0] = NodeMark;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + HashLength)..]);
        SHA256.HashData(both, node);
    }
}
