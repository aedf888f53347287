using System.Buffers.Binary;

namespace UserDomain.Model;

/// <summary>
/// Neighbouring keys of a configuration with their values, as UTF-8: each text stands behind its length, each value behind its key, sorted by the bytes of
/// the keys. It is never changed, and read from its beginning: it is short. One that was left in a snapshot is known by its entry there: how long it is,
/// its checksum, its first key.
/// </summary>
/// <param name="bytes">It or its entry, in an array of its own: a part would hold all of it in memory.</param>
/// <param name="leftAt">Where in the snapshot it was left; 0 if it is here.</param>
internal readonly struct ConfigPage(byte[] bytes, int leftAt = 0)
{
    /// <summary>A page that comes to more bytes is cut in two, unless it is a single pair.</summary>
    private const int Full = 4096;

    private const int BitsOfLength = 7;
    private const int SumAt = sizeof(int);
    private const int KeyLengthAt = SumAt + sizeof(uint);
    private const int KeyAt = KeyLengthAt + sizeof(int);

    public ReadOnlySpan<byte> Bytes => bytes;

    public Entries Pairs => new(bytes);

    public bool IsLeft => leftAt > 0;

    /// <summary>Where it was left.</summary>
    public ConfigPiece Piece => new(leftAt, BinaryPrimitives.ReadInt32LittleEndian(bytes));

    /// <summary>How much less than all of it is here.</summary>
    public int LeftBytes => IsLeft ? Piece.Length - bytes.Length : 0;

    public ReadOnlySpan<byte> FirstKey => IsLeft ? bytes.AsSpan(KeyAt) : Pairs is var pairs && pairs.MoveNext() ? pairs.Current.Key : default;

    /// <summary>How long its entry is.</summary>
    public int EntryLength => KeyAt + FirstKey.Length;

    /// <summary>The page of whose entry these are the first bytes.</summary>
    public static ConfigPage Left(ReadOnlySpan<byte> entries, int at) =>
        new(entries[..(KeyAt + BinaryPrimitives.ReadInt32LittleEndian(entries[KeyLengthAt..]))].ToArray(), at);

    public void WriteEntry(Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(to[SumAt..], Crc32C.Of(bytes));
        BinaryPrimitives.WriteInt32LittleEndian(to[KeyLengthAt..], FirstKey.Length);
        FirstKey.CopyTo(to[KeyAt..]);
    }

    /// <summary>The page itself in place of one that was left.</summary>
    /// <exception cref="ArgumentException">It is not what was left.</exception>
    public ConfigPage Filled(ReadOnlySpan<byte> read) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(SumAt)) == Crc32C.Of(read)
        ? new(read.ToArray())
        : throw new ArgumentException("Not the page that was left.", nameof(read));

    public ReadOnlyMemory<byte> KeyOf(Entry pair) => bytes.AsMemory(pair.End - SizeOf(pair.Value) - pair.Key.Length, pair.Key.Length);

    public ReadOnlyMemory<byte> ValueOf(Entry pair) => bytes.AsMemory(pair.End - pair.Value.Length, pair.Value.Length);

    /// <summary>Where the key stands; where it would stand, at the pair before which it belongs, if it is not there.</summary>
    public Entry Find(ReadOnlySpan<byte> key)
    {
        foreach (var pair in Pairs)
        {
            var order = pair.Key.SequenceCompareTo(key);
            if (order >= 0)
                return order == 0 ? pair : new(pair.Start, pair.Start, default, default);
        }

        return new(Bytes.Length, Bytes.Length, default, default);
    }

    /// <summary>The same without what stands at this place.</summary>
    public ConfigPage Without(Entry place)
    {
        var page = new byte[Bytes.Length - place.Length];
        Bytes[..place.Start].CopyTo(page);
        Bytes[place.End..].CopyTo(page.AsSpan(place.Start));
        return new(page);
    }

    /// <summary>The same with a pair in place of what stands there.</summary>
    public ConfigPage With(Entry place, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var added = SizeOf(key) + SizeOf(value);
        var page = new byte[Bytes.Length - place.Length + added];
        Bytes[..place.Start].CopyTo(page);
        Write(value, page.AsSpan(place.Start + Write(key, page.AsSpan(place.Start))));
        Bytes[place.End..].CopyTo(page.AsSpan(place.Start + added));
        return new(page);
    }

    /// <summary>Where it should be cut: between two pairs, as near its middle as they let; 0 where it should not.</summary>
    public int Cut()
    {
        if (bytes.Length <= Full)
            return 0;
        var cut = 0;
        foreach (var pair in Pairs)
        {
            if (pair.Start > 0 && (cut == 0 || pair.Start <= bytes.Length / 2))
                cut = pair.Start;
        }

        return cut;
    }

    /// <summary>What the text and its length take.</summary>
    private static int SizeOf(ReadOnlySpan<byte> text)
    {
        var size = 1 + text.Length;
        for (var rest = text.Length >> BitsOfLength; rest > 0; rest >>= BitsOfLength)
            size++;
        return size;
    }

    private static int Write(ReadOnlySpan<byte> text, Span<byte> page)
    {
        var at = 0;
        for (var rest = text.Length; ; rest >>= BitsOfLength)
        {
            var isLast = rest < 1 << BitsOfLength;
            page[at++] = (byte)(isLast ? rest : rest | 1 << BitsOfLength);
            if (isLast)
                break;
        }

        text.CopyTo(page[at..]);
        return at + text.Length;
    }

    /// <summary>A pair, and from where to where it stands in its page.</summary>
    public readonly ref struct Entry(int start, int end, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        public int Start => start;
        public int End => end;
        public int Length => end - start;
        public ReadOnlySpan<byte> Key { get; } = key;
        public ReadOnlySpan<byte> Value { get; } = value;

        /// <summary>Whether there is a pair, and not only a place for one.</summary>
        public bool Exists => Length > 0;
    }

    /// <summary>The pairs of a page in order.</summary>
    public ref struct Entries(ReadOnlySpan<byte> page)
    {
        private readonly ReadOnlySpan<byte> page = page;

        public Entry Current { get; private set; }

        public readonly Entries GetEnumerator() => this;

        public bool MoveNext()
        {
            var at = Current.End;
            if (at == page.Length)
                return false;
            var key = Read(page, ref at);
            var value = Read(page, ref at);
            Current = new(Current.End, at, key, value);
            return true;
        }

        private static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> page, scoped ref int at)
        {
            int length = 0, shift = 0, part;
            do
            {
                part = page[at++];
                length |= (part & ((1 << BitsOfLength) - 1)) << shift;
                shift += BitsOfLength;
            }
            while (part >> BitsOfLength > 0);
            at += length;
            return page.Slice(at - length, length);
        }
    }
}
