using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Architecture;

/// <summary>What the architecture rules are about: the types of the model and of the calls, and the source files.</summary>
internal static class Code
{
    public static IReadOnlyList<Type> Types { get; } = [.. typeof(UserEvent).Assembly.GetTypes(), .. typeof(ICall).Assembly.GetTypes()];

    public static IReadOnlyList<Type> Calls { get; } = [.. Types.Where(type => type.IsAssignableTo(typeof(ICall)) && !type.IsInterface)];

    public static IReadOnlyList<Type> Events { get; } = [.. Types.Where(type => type.IsSubclassOf(typeof(UserEvent)) && !type.IsAbstract)];

    public static IReadOnlyList<Type> Views { get; } = [.. Types.Where(type => type.IsAssignableTo(typeof(IView)) && !type.IsInterface)];

    public static IReadOnlyList<Type> Ports { get; } = [.. Types.Where(type => type is { IsInterface: true, IsPublic: true })];

    /// <summary>All C# files of the sources, with what is in them.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin"))
        .ToDictionary(file => Path.GetRelativePath(Repository.Root, file), File.ReadAllText);

    public static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;
}
