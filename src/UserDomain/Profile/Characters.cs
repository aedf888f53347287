using System.Globalization;

namespace UserDomain.Profile;

internal static class Characters
{
    extension(char c)
    {
        /// <summary>A control character, or one that only steers how others are shown: with those one name can be made to look like another.</summary>
        public bool IsInvisible => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
    }
}
