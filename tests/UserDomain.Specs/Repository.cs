namespace UserDomain.Specs;

/// <summary>Where the sources stand, for tests that read them.</summary>
public static class Repository
{
    /// <summary>The folder with the solution in it, above wherever the tests were built to.</summary>
    public static string Root { get; } = Find(new(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "UserDomain.sln"))
            ? folder.FullName
            : Find(folder.Parent ?? throw new DirectoryNotFoundException("The tests must be built below the folder with UserDomain.sln in it."));
}
