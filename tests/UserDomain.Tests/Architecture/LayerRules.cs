using System.Reflection;
using System.Xml.Linq;
using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Architecture;

/// <summary>What each layer may stand on. The project files say it; this keeps a package, or a line in one of them, from saying otherwise.</summary>
public sealed class LayerRules
{
    private static readonly string[] OfTheCalls =
    [
        "UserDomain.Model", "MediatR", "FluentValidation", "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
    ];

    [Fact]
    public void The_model_stands_on_the_runtime_alone() => References(typeof(User).Assembly).Should().BeEmpty();

    [Fact]
    public void The_calls_know_no_database_and_no_transport() => References(typeof(ICall).Assembly).Should().BeSubsetOf(OfTheCalls);

    [Theory]
    [InlineData("UserDomain.Model")]
    [InlineData("UserDomain", "UserDomain.Model", "FluentValidation", "MediatR",
        "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions")]
    public void A_project_file_names_exactly_what_its_layer_stands_on(string project, params string[] references) =>
        Named(project).Should().BeEquivalentTo(references);

    /// <summary>One on Marten has around it what the other one has.</summary>
    [Fact]
    public void No_adapter_knows_the_host_or_another_adapter_but_the_one_that_it_stands_on()
    {
        var projects = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(folder => Path.GetFileName(folder)!).ToArray();
        foreach (var adapter in projects.Except(["UserDomain.Model", "UserDomain", "UserDomain.Host"]))
            Named(adapter).Intersect(projects).Except(["UserDomain", "UserDomain.Model"]).Should().Equal(adapter == "UserDomain.Marten" ? ["UserDomain.Postgres"] : []);
    }

    [Fact]
    public void Nobody_but_tests_is_a_friend_of_the_model() =>
        typeof(User).Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>().Should().BeEmpty();

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!)
        .Where(name => name != "System" && !name.StartsWith("System.", StringComparison.Ordinal));

    private static IEnumerable<string> Named(string project) => XDocument
        .Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj")).Descendants()
        .Where(element => element.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference" or "Reference")
        .Select(element => element.Attribute("Include")!.Value)
        .Select(name => name.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name) : name);
}
