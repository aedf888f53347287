using System.Text;

namespace UserDomain.Listing;

/// <summary>All keys that begin with a prefix, as a range in the order of code points, which is that of their bytes as UTF-8.</summary>
/// <param name="From">The first of them there may be.</param>
/// <param name="Before">What comes after all of them.</param>
public readonly record struct KeyRange(string From, string Before)
{
    /// <summary>After every key: the last code point, which is no character.</summary>
    public static string Top { get; } = "\U0010FFFF";

    public static IComparer<string> Order { get; } = Comparer<string>.Create(
        (one, other) => Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other)));

    public static KeyRange Of(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes is [.., var last])
        {
            runes.RemoveAt(runes.Count - 1);
            if (last.Value < 0x10FFFF)
                return new(prefix, string.Concat(runes.Append(Next(last)).Select(rune => rune.ToString())));
        }

        return new(prefix, Top);
    }

    public bool Holds(string key) => Order.Compare(key, From) >= 0 && Order.Compare(key, Before) < 0;

    /// <summary>Past the surrogates, which are no code points of their own.</summary>
    private static Rune Next(Rune rune) => new(rune.Value == 0xD7FF ? 0xE000 : rune.Value + 1);
}
