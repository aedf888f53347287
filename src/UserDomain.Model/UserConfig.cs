using System.Text;

namespace UserDomain.Model;

/// <summary>One key of a user's configuration with its value; keys are compared ordinal, as they were sent.</summary>
public record ConfigPair(string Key, string Value);

/// <summary>
/// A user's keys and values, with their size as UTF-8 kept beside them so that the limit costs nothing to check. They are held as bytes, page by page:
/// changing one key copies one page, and texts are made only of what is asked for. Of one that was read from a snapshot, pages may be left there until they
/// are needed; what is done to their keys meanwhile is done to them then.
/// </summary>
/// <exception cref="ConfigLeftException">Where a key of such a page is asked for.</exception>
public sealed partial class UserConfig : IEquatable<UserConfig>
{
    private const int OnStack = 512;

    private readonly ConfigPage[] pages;
    private readonly long leftBytes;
    private readonly LaterChange[] later;

    /// <param name="later">What is to be done to pages that were left, a change a key.</param>
    private UserConfig(ConfigPage[] pages, int count, long bytes, long leftBytes, LaterChange[] later) =>
        (this.pages, Count, Bytes, this.leftBytes, this.later) = (pages, count, bytes, leftBytes, later);

    public static UserConfig Empty { get; } = new([], 0, 0, 0, []);

    /// <summary>All keys and values together, in bytes of UTF-8; at most so many, where it is not <see cref="IsExact"/>.</summary>
    public long Bytes { get; }

    /// <summary>How many keys; at most so many, likewise.</summary>
    public int Count { get; }

    /// <summary>Whether nothing is yet to be done to a page that was left.</summary>
    public bool IsExact => later is [];

    /// <summary>How many pieces it is held in, each an array.</summary>
    public int Pages => pages.Length;

    /// <summary>Sorted by key, ordinal.</summary>
    public IEnumerable<ConfigPair> Pairs => pages.SelectMany(PairsOf).OrderBy(pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The same as they are held, in the order of their keys' bytes; never to be changed.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)> Utf8Pairs => pages.SelectMany(Utf8PairsOf);

    public string? Find(string key)
    {
        var found = Entry(Utf8(key, stackalloc byte[OnStack]));
        return found.Exists ? Encoding.UTF8.GetString(found.Value) : null;
    }

    public bool Contains(string key) => Entry(Utf8(key, stackalloc byte[OnStack])).Exists;

    /// <summary>Whether the key is there with this value.</summary>
    public bool Contains(ConfigPair pair)
    {
        var found = Entry(Utf8(pair.Key, stackalloc byte[OnStack]));
        return found.Exists && found.Value.Length == Encoding.UTF8.GetByteCount(pair.Value)
            && found.Value.SequenceEqual(Utf8(pair.Value, stackalloc byte[OnStack]));
    }

    public bool Equals(UserConfig? other) =>
        other is not null && (Count, Bytes) == (other.Count, other.Bytes) && (ReferenceEquals(pages, other.pages) || (IsWhole && other.IsWhole && Pairs.SequenceEqual(other.Pairs)));

    public override bool Equals(object? obj) => Equals(obj as UserConfig);

    public override int GetHashCode() => HashCode.Combine(Count, Bytes);

    internal UserConfig Set(string key, string value)
    {
        var name = Utf8(key, stackalloc byte[OnStack]);
        var text = Utf8(value, stackalloc byte[OnStack]);
        var at = PageOf(name);
        if (IsLeft(at))
            return With(new LaterChange(name.ToArray(), text.ToArray()));
        var page = at < pages.Length ? pages[at] : default;
        var place = page.Find(name);
        return new(
            Replaced(at, page.With(place, name, text)), place.Exists ? Count : Count + 1, Bytes - SizeOf(place) + name.Length + text.Length, leftBytes, later);
    }

    internal UserConfig Remove(string key)
    {
        var name = Utf8(key, stackalloc byte[OnStack]);
        var at = PageOf(name);
        if (IsLeft(at))
            return With(new LaterChange(name.ToArray(), null));
        var place = Entry(name);
        return place.Exists ? new(Replaced(at, pages[at].Without(place)), Count - 1, Bytes - SizeOf(place), leftBytes, later) : this;
    }

    /// <summary>What it would come to with these, of which none has the key of another.</summary>
    internal (int Count, long Bytes) SizeWith(IReadOnlyList<UserConfigSet> added)
    {
        var (count, bytes) = (Count, Bytes);
        foreach (var set in added)
        {
            var (keyLength, valueLength, before) = (Encoding.UTF8.GetByteCount(set.Key), Encoding.UTF8.GetByteCount(set.Value), SizeOf(set.Key));
            count += before is null ? 1 : 0;
            bytes += keyLength + valueLength - (before ?? 0);
        }

        return (count, bytes);
    }

    private bool IsLeft(int at) => at < pages.Length && pages[at].IsLeft;

    private UserConfig With(LaterChange change)
    {
        var at = Array.FindIndex(later, made => made.Key.AsSpan().SequenceEqual(change.Key));
        LaterChange[] changes = at < 0 ? [.. later, change] : [.. later[..at], change, .. later[(at + 1)..]];
        var before = at < 0 ? null : later[at];
        return new(pages, Count + change.Count - (before?.Count ?? 0), Bytes + change.Bytes - (before?.Bytes ?? 0), leftBytes, changes);
    }

    private int? SizeOf(string key) => Entry(Utf8(key, stackalloc byte[OnStack])) is { Exists: true } found ? SizeOf(found) : null;

    private static int SizeOf(ConfigPage.Entry pair) => pair.Key.Length + pair.Value.Length;

    private ConfigPage.Entry Entry(ReadOnlySpan<byte> key) => pages is [] ? default : Here(PageOf(key), key).Find(key);

    private ConfigPage Here(int at, ReadOnlySpan<byte> key) => pages[at].IsLeft ? throw new ConfigLeftException(Encoding.UTF8.GetString(key)) : pages[at];

    /// <summary>The page that the key belongs to: the last one that does not begin after it, or the first.</summary>
    private int PageOf(ReadOnlySpan<byte> key)
    {
        var (low, high) = (0, pages.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = pages[middle].FirstKey.SequenceCompareTo(key) <= 0 ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private ConfigPage[] Replaced(int at, ConfigPage page)
    {
        ReadOnlySpan<ConfigPage> before = pages.AsSpan(0, at), after = pages.AsSpan(Math.Min(at + 1, pages.Length));
        return page.Bytes.IsEmpty ? [.. before, .. after]
            : page.Cut() is > 0 and var cut ? [.. before, new(page.Bytes[..cut].ToArray()), new(page.Bytes[cut..].ToArray()), .. after]
            : [.. before, page, .. after];
    }

    private static IEnumerable<ConfigPair> PairsOf(ConfigPage page) =>
        Utf8PairsOf(page).Select(pair => new ConfigPair(Encoding.UTF8.GetString(pair.Key.Span), Encoding.UTF8.GetString(pair.Value.Span)));

    private static List<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)> Utf8PairsOf(ConfigPage page)
    {
        if (page.IsLeft)
            throw new ConfigLeftException(Encoding.UTF8.GetString(page.FirstKey));
        var pairs = new List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)>();
        foreach (var pair in page.Pairs)
            pairs.Add((page.KeyOf(pair), page.ValueOf(pair)));
        return pairs;
    }

    private static ReadOnlySpan<byte> Utf8(string text, Span<byte> room) =>
        Encoding.UTF8.TryGetBytes(text, room, out var length) ? room[..length] : Encoding.UTF8.GetBytes(text);
}
