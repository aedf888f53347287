using System.Globalization;
using System.Text;

namespace UserDomain.Profile;

internal static class Characters
{
    /// <summary>What Unicode has shown as nothing though it counts as letters or marks (Default_Ignorable_Code_Point), and the blank of Braille.</summary>
    private static readonly (int First, int Last)[] ShownAsNothing =
    [
        (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F),
        (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF),
    ];

    extension(string text)
    {
        /// <summary>Whether it holds what is not seen, or only steers how others are shown: with those one name can be made to look like another.</summary>
        public bool HoldsInvisible => text.EnumerateRunes().Any(IsInvisible);
    }

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || ShownAsNothing.Any(range => rune.Value >= range.First && rune.Value <= range.Last);
}
