using System.Globalization;
using System.Text.RegularExpressions;

namespace UserDomain.Host.Tests.Mail;

/// <summary>The letters that a host without a mail server has put into files.</summary>
internal static partial class MailFolder
{
    public static IReadOnlyList<ReadMail> Letters(string data) => Directory.Exists(Path.Combine(data, "mail"))
        ? [.. Directory.EnumerateFiles(Path.Combine(data, "mail"), "*.eml").Select(Read)]
        : [];

    /// <summary>The letter of this subject to this address, which is on its way.</summary>
    public static async Task<ReadMail> ArrivedAsync(string data, string subject, string to)
    {
        ReadMail? found = null;
        await Specs.Eventually.HoldsAsync(
            () => (found = Letters(data).FirstOrDefault(mail => mail.Subject == subject && mail.Recipient == to)) is not null, $"'{subject}' is sent to {to}");
        return found!;
    }

    public static string CodeIn(ReadMail mail) => Code().Matches(mail.Text)[^1].Value;

    public static long UserIdIn(ReadMail mail) => long.Parse(User().Match(mail.Text).Groups["id"].Value, CultureInfo.InvariantCulture);

    private static ReadMail Read(string file)
    {
        var raw = File.ReadAllText(file).ReplaceLineEndings("\n");
        return new(new ReadMail("", raw).Header("To"), raw);
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex("user (?<id>[0-9]+) is good until", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex User();
}
