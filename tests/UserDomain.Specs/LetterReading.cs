using System.Text.RegularExpressions;
using UserDomain.Mail;

namespace UserDomain.Specs;

/// <summary>What people do with letters.</summary>
public static partial class LetterReading
{
    /// <summary>The code in it, as it stands there.</summary>
    public static string CodeIn(this Letter letter) => Code().Match(letter.Text).Value;

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
