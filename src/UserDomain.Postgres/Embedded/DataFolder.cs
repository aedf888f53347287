using System.Security.Cryptography;
using System.Text;

namespace UserDomain.Postgres.Embedded;

/// <summary>
/// Where things lie. All of it is in the folder <c>postgres</c> of the data directory, so that other things can live beside it.
/// What the host trusts (locks, password, configuration) is the host's; only the cluster, its log and its socket are the server's.
/// </summary>
internal sealed class DataFolder
{
    private const string HomeName = "postgres";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private DataFolder(string dataDirectory)
    {
        DataDirectory = dataDirectory;
        Home = Path.Combine(dataDirectory, HomeName);
        ClusterName = $"userdomain-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataDirectory)))[..16]}";
    }

    /// <summary>Without symbolic links: two names of one directory are one directory.</summary>
    public string DataDirectory { get; }
    public string Home { get; }

    /// <summary>Tells this directory's server from every other's, in the titles of its processes and in a place that all share.</summary>
    public string ClusterName { get; }

    public string Cluster => Path.Combine(Home, "cluster");
    public string Logs => Path.Combine(Home, "log");
    public string StartLog => Path.Combine(Home, "start.log");
    public string Configuration => Path.Combine(Home, "postgresql.conf");
    public string AccessRules => Path.Combine(Home, "pg_hba.conf");
    public string Password => Path.Combine(Home, "password");

    /// <summary>Held by the process that owns this data directory.</summary>
    public string OwnerLock => Path.Combine(Home, "owner.lock");

    /// <summary>Held by the server and every process it forks: free means that nothing of the server is left.</summary>
    public string ServerLock => Path.Combine(Home, "server.lock");

    /// <summary>Whether a host was ever started on it.</summary>
    public static bool IsThere(string dataDirectory) => Directory.Exists(Path.Combine(dataDirectory, HomeName));

    /// <summary>Finds the folder, or makes it where there is none; refuses one that something else has filled.</summary>
    public static DataFolder Open(string dataDirectory, ServerAccount account)
    {
        try
        {
            var named = Path.GetFullPath(dataDirectory);
            MakeEnterable(named, account);
            var folder = new DataFolder(LibC.RealPath(named));
            folder.MustBeOurs();
            MakeEnterable(folder.Home, account);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"The data directory '{dataDirectory}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>A folder for the server alone; one that is there already becomes so.</summary>
    public static void MakeServers(string path, ServerAccount account)
    {
        Directory.CreateDirectory(path, OwnerOnly);
        LibC.Give(path, account.UserId, account.GroupId);
        if (new DirectoryInfo(path).LinkTarget is not null)
            throw new IOException($"{path} is a symbolic link.");
        File.SetUnixFileMode(path, OwnerOnly);
    }

    private void MustBeOurs()
    {
        if (Directory.Exists(Home) && !File.Exists(OwnerLock) && Directory.EnumerateFileSystemEntries(Home).Any())
        {
            throw new EmbeddedPostgresException(
                $"The folder '{Home}' holds something else; choose another data directory or move it away.");
        }
    }

    /// <summary>
    /// Another user's server gets no more than the way through to its own folders: it enters by its group, and lists nothing.
    /// </summary>
    private static void MakeEnterable(string path, ServerAccount account)
    {
        if (Directory.Exists(path))
            return;
        Directory.CreateDirectory(path, OwnerOnly);
        LibC.Give(path, LibC.CurrentUser(), account.GroupId);
        File.SetUnixFileMode(path, account.IsAnother ? OwnerOnly | UnixFileMode.GroupExecute : OwnerOnly);
    }
}
