using System.Text;

namespace UserDomain.Model;

/// <summary>
/// What user names and e-mail addresses are compared by: trimmed, upper case by the invariant culture, NFC before and after (an upper-case
/// letter may compose where the small one did not). Computed here only and stored as a member, since a database's own <c>lower()</c> differs
/// by collation.
/// </summary>
public static class TextKey
{
    /// <summary>The one character that .NET refuses to normalize counts as the one for "no character".</summary>
    public static string Of(string text) =>
        text.Trim().Replace('\ufffe', '\ufffd').Normalize(NormalizationForm.FormC).ToUpperInvariant().Normalize(NormalizationForm.FormC);
}
