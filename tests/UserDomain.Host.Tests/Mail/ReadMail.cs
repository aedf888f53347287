using System.Text;
using System.Text.RegularExpressions;

namespace UserDomain.Host.Tests.Mail;

/// <summary>A mail as it stands on the wire or in a file, read as a mail program does.</summary>
internal sealed partial record ReadMail(string Recipient, string Raw)
{
    public string Subject => EncodedWord().Replace(Header("Subject"), word => Encoding.UTF8.GetString(word.Groups["how"].Value is "B" or "b"
        ? Convert.FromBase64String(word.Groups["text"].Value)
        : Quoted(word.Groups["text"].Value.Replace('_', ' '))));

    public string Text => Encoding.UTF8.GetString(Header("Content-Transfer-Encoding") == "base64"
        ? Convert.FromBase64String(Body)
        : Quoted(Body.Replace("=\n", "", StringComparison.Ordinal))).ReplaceLineEndings("\n");

    private string Body => Raw[(Raw.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];

    /// <summary>A header's value, on one line.</summary>
    public string Header(string name) => Regex.Match(Raw.Split("\n\n")[0].Replace("\n ", " ", StringComparison.Ordinal),
        $"^{name}: (.*)$", RegexOptions.Multiline | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)).Groups[1].Value;

    [GeneratedRegex(@"\s*=\?utf-8\?(?<how>[BQbq])\?(?<text>[^?]*)\?=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EncodedWord();

    private static byte[] Quoted(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                bytes.Add((byte)text[i]);
                continue;
            }

            bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
            i += 2;
        }

        return [.. bytes];
    }
}
