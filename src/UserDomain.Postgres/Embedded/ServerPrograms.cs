using System.Globalization;
using System.Text.RegularExpressions;

namespace UserDomain.Postgres.Embedded;

/// <summary>One installation of PostgreSQL: the folder of its programs and its major version.</summary>
internal sealed partial record ServerPrograms(string Folder, int Major)
{
    private const int OldestMajor = 14;
    private const string DebianFolder = "/usr/lib/postgresql";

    public string InitDb => Path.Combine(Folder, "initdb");
    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>The first installation that can run a cluster of this major version (or any, where there is no cluster yet).</summary>
    public static Task<ServerPrograms> FindAsync(int? clusterMajor, string cluster, CancellationToken cancellationToken) =>
        FindAsync(Folders(), clusterMajor, cluster, cancellationToken);

    internal static async Task<ServerPrograms> FindAsync(
        IEnumerable<string> folders, int? clusterMajor, string cluster, CancellationToken cancellationToken)
    {
        var found = new List<ServerPrograms>();
        foreach (var folder in folders.Where(HasServer))
        {
            if (await VersionAsync(folder, cancellationToken) is { } major)
                found.Add(new(folder, major));
        }
        return found.Find(programs => clusterMajor is { } wanted ? programs.Major == wanted : programs.Major >= OldestMajor)
            ?? throw new EmbeddedPostgresException(Missing(found, clusterMajor, cluster));
    }

    /// <summary>Whether the server takes a setting: it may be too new for it, or built without what it needs.</summary>
    /// <param name="setting">Its name and value, as in a configuration.</param>
    public async Task<bool> TakesAsync(string setting, string cluster, CancellationToken cancellationToken) =>
        (await Command.RunAsync([Postgres, "-C", setting[..setting.IndexOf('=', StringComparison.Ordinal)], "-D", cluster, "-c", setting], cancellationToken)).Succeeded;

    private static string Missing(List<ServerPrograms> found, int? clusterMajor, string cluster)
    {
        var there = found.Count == 0 ? "none" : string.Join(", ", found.Select(programs => $"{programs.Major} in {programs.Folder}"));
        return clusterMajor is { } wanted
            ? $"The cluster '{cluster}' was made by PostgreSQL {wanted}, whose server programs are not here (found: {there}); "
                + $"install them (apt-get install postgresql-{wanted}) or move the data with pg_dump or pg_upgrade."
            : $"No server programs of PostgreSQL {OldestMajor} or newer were found in PATH or {DebianFolder}/*/bin (found: {there}); "
                + "install them (apt-get install postgresql) or name a server in USERDOMAIN_POSTGRES.";
    }

    private static IEnumerable<string> Folders() =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        .. (Directory.Exists(DebianFolder) ? Directory.EnumerateDirectories(DebianFolder) : [])
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) ? major : 0)
            .Select(folder => Path.Combine(folder, "bin")),
    ];

    private static bool HasServer(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    private static async Task<int?> VersionAsync(string folder, CancellationToken cancellationToken)
    {
        var told = await Command.RunAsync([Path.Combine(folder, "postgres"), "--version"], cancellationToken);
        return VersionNumber().Match(told.Output) is { Success: true } match
            ? int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionNumber();
}
