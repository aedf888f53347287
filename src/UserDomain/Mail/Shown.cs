using System.Globalization;
using System.Text;

namespace UserDomain.Mail;

/// <summary>
/// A text that a user chose, as a letter shows it. Whoever registers can have a letter sent to anybody, so a name must not become a
/// link, which mail programs make of whatever looks like one, nor a message of its own.
/// </summary>
internal static class Shown
{
    private const int Longest = 40;

    /// <summary>The last are full stops of other scripts, which names of hosts may have too.</summary>
    private const string LinkMakers = "./\\:@\u3002\uff0e\uff61";

    /// <summary>What makes an address of words is put in brackets; line breaks and invisible characters become spaces; what is too long is cut.</summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder();
        foreach (var (index, rune) in text.Trim().EnumerateRunes().Index())
        {
            if (index == Longest)
                return shown.Append('…').ToString();
            if (IsInvisible(rune))
                shown.Append(' ');
            else if (LinkMakers.Contains(rune.ToString(), StringComparison.Ordinal))
                shown.Append('[').Append(rune).Append(']');
            else
                shown.Append(rune);
        }

        return shown.ToString();
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
