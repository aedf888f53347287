using System.Reflection;
using System.Text.RegularExpressions;

namespace UserDomain.Mail;

/// <summary>A letter's text with places in it: the first line is its subject.</summary>
internal sealed partial class Template
{
    private readonly string subject;
    private readonly string[] lines;

    private Template(string subject, string[] lines) => (this.subject, this.lines) = (subject, lines);

    /// <param name="places">What may stand in braces in it.</param>
    /// <exception cref="MailSettingsException">It cannot be read, or has a place that nothing is put in.</exception>
    public static Template Read(MailSettings settings, string name, params string[] places)
    {
        var (text, file) = TextOf(settings.Templates, name);
        var all = text.ReplaceLineEndings("\n").Trim('\uFEFF', '\n').Split('\n');
        if (string.IsNullOrWhiteSpace(all[0]))
            throw new MailSettingsException($"{file} is empty: its first line is the subject.");
        if (Place().Matches(text).FirstOrDefault(place => !places.Contains(place.Groups["name"].Value, StringComparer.Ordinal)) is { } unknown)
            throw new MailSettingsException($"{file} has {unknown.Value}, which nothing is put in for. It may have {{{string.Join("}, {", places)}}}.");
        return new(all[0].Trim(), [.. all.Skip(1).SkipWhile(string.IsNullOrWhiteSpace)]);
    }

    /// <summary>A line that had a place and came out empty is left out, with the empty line after it.</summary>
    public Letter Write(string to, DateTimeOffset goodUntil, Dictionary<string, string> values)
    {
        var text = new List<string>();
        for (var line = 0; line < lines.Length; line++)
        {
            var filled = Fill(lines[line], values);
            if (filled.Length > 0 || lines[line].Length == 0)
                text.Add(filled);
            else if (line + 1 < lines.Length && lines[line + 1].Length == 0)
                line++;
        }

        return new(to, Fill(subject, values), string.Join('\n', text)) { GoodUntil = goodUntil };
    }

    /// <summary>In one pass, so that braces in a value stay what they are.</summary>
    private static string Fill(string template, Dictionary<string, string> values) =>
        Place().Replace(template, place => values[place.Groups["name"].Value]);

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    private static (string Text, string File) TextOf(string? folder, string name)
    {
        var file = Path.Combine(folder ?? "", $"{name}.txt");
        try
        {
            if (folder is not null && !Directory.Exists(folder))
                throw new MailSettingsException($"There is no folder {folder}, which USERDOMAIN_MAIL__TEMPLATES names.");
            if (folder is not null && File.Exists(file))
                return (File.ReadAllText(file), file);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new MailSettingsException($"A template cannot be read: {wrong.Message}", wrong);
        }

        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.txt")!;
        using var reader = new StreamReader(stream);
        return (reader.ReadToEnd(), file);
    }
}
