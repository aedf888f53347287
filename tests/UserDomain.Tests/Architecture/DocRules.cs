using System.Text.RegularExpressions;
using System.Xml.Linq;
using UserDomain.Specs;

namespace UserDomain.Tests.Architecture;

/// <summary>What a reader meets first says in a sentence what it is, and what he is sent to is there.</summary>
public sealed partial class DocRules
{
    private static readonly string[] NoSources = [".git", "artifacts", "bin", "obj"];

    public static TheoryData<Type> FirstMet => [.. Code.Calls, .. Code.Events, .. Code.Views, .. Code.Ports];

    [Theory, MemberData(nameof(FirstMet))]
    public void It_says_what_it_is(Type type)
    {
        var member = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml"))
            .Descendants("member").SingleOrDefault(member => member.Attribute("name")!.Value == $"T:{type.FullName}");
        if (type.IsGenericType && member is null)
            return; // MediatR's interfaces with a name of our own

        member.Should().NotBeNull();
        (member!.Element("summary")?.Value.Trim().Length > 0 || member.Element("inheritdoc") is not null).Should().BeTrue("it should have a summary");
    }

    [Fact]
    public void Every_path_that_the_architecture_names_is_there()
    {
        var named = Paths().Matches(File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md")))
            .Select(match => match.Value.TrimEnd('/')).Distinct().ToArray();

        named.Should().HaveCountGreaterThan(10, "it is there to send its readers to places");
        named.Where(path => !All.Contains(path) && !All.Any(known => known.EndsWith($"/{path}", StringComparison.Ordinal))).Should().BeEmpty();
    }

    /// <summary>Files with a folder before them, files alone in backticks, and folders that end with a slash.</summary>
    [GeneratedRegex("""
        (?<![\w/:.*{-]) (?: (?:[\w.-]+/)+ [\w.-]*\.(?:cs|sql|csproj|props|sln|sh|json|ya?ml|md|txt)\b
                       | (?:[\w.-]+/)+ (?=[\s`),]|$) )
        | (?<=`) [\w.-]+\.(?:cs|sql|csproj|props|sln|sh|json|ya?ml|md|txt) (?=`)
        """, RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Paths();

    private static HashSet<string> All { get; } = [.. Below(new(Repository.Root)).Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))];

    private static IEnumerable<string> Below(DirectoryInfo folder) =>
    [
        .. folder.EnumerateFiles().Select(file => file.FullName),
        .. folder.EnumerateDirectories().Where(inner => !NoSources.Contains(inner.Name)).SelectMany(inner => Below(inner).Append(inner.FullName)),
    ];
}
