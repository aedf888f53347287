using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace UserDomain.Host.OpenApi;

/// <summary>What the sources say of types and their members, as Markdown. References to pages that readers of the API do not have are left out.</summary>
internal sealed partial class XmlDocs
{
    private const string File = "UserDomain.xml";

    private readonly Dictionary<string, XElement> summaries;

    public XmlDocs()
    {
        using var stream = typeof(XmlDocs).Assembly.GetManifestResourceStream(File)!;
        summaries = XDocument.Load(stream).Descendants("member")
            .Select(member => (Name: member.Attribute("name")!.Value, Summary: member.Element("summary")))
            .Where(member => member.Summary is not null)
            .ToDictionary(member => member.Name, member => member.Summary!, StringComparer.Ordinal);
    }

    /// <summary>Nothing where there is no summary.</summary>
    public string? Of(Type type) => Text($"T:{NameOf(type)}");

    /// <inheritdoc cref="Of(Type)"/>
    public string? Of(PropertyInfo member) => Text($"P:{NameOf(member.DeclaringType!)}.{member.Name}");

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private string? Text(string name) => summaries.TryGetValue(name, out var summary)
        ? ContractPlace().Replace(Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " "), "").Trim()
        : null;

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element when (element.Attribute("cref") ?? element.Attribute("name")) is { Value: var named } => $"`{LastOf(named)}`",
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>The last name of a reference: of <c>T:A.B</c>, <c>B</c>.</summary>
    private static string LastOf(string reference) => reference.Split('(')[0].Split(':', '.')[^1];

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@" \(wire contract,[^)]*\)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ContractPlace();
}
