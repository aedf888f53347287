using System.Globalization;

namespace UserDomain.Postgres.Embedded;

/// <summary>A process as /proc shows it; the start time tells it from a later one that was given the same id.</summary>
internal sealed record ServerProcess(int Id, string StartedAt)
{
    public bool IsAlive => Of(Id) == this;

    public void Send(int signal)
    {
        if (IsAlive)
            LibC.Send(Id, signal);
    }

    public static ServerProcess? Of(int id)
    {
        // After the name, which may hold anything, in brackets: state, … and as the 20th the start time.
        var fields = ReadOrNothing($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
        return fields.Length > 19 && fields[0] is not ("Z" or "X") ? new(id, fields[19]) : null;
    }

    /// <summary>The postmaster of a cluster: the process named in its note, if it is one and works on that cluster.</summary>
    public static ServerProcess? PostmasterOf(DataFolder folder) =>
        int.TryParse(Note(folder)[0], CultureInfo.InvariantCulture, out var id) && IsPostmaster(id, folder) ? Of(id) : null;

    /// <summary>Whether the postmaster has noted that it takes clients in; to ask it any sooner fills its log.</summary>
    public static bool SaysReady(DataFolder folder) => Note(folder) is [_, _, _, _, _, _, _, var state, ..] && state.Trim() == "ready";

    /// <summary>Every process of a cluster's server; those of a dead postmaster may be at work for as long as their query takes.</summary>
    public static IEnumerable<ServerProcess> AllOf(DataFolder folder) =>
        from entry in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var number) ? number : 0
        where id > 0 && (IsPostmaster(id, folder) || IsChild(id, folder))
        let process = Of(id)
        where process is not null
        select process;

    // By what they are called: where another user's process works and which files it has open, root sees only with a right
    // (CAP_SYS_PTRACE) that it lacks in a container.
    private static bool IsPostmaster(int id, DataFolder folder) =>
        ReadOrNothing($"/proc/{id}/cmdline").Split('\0') is [var program, "-D", var cluster, ..]
        && Path.GetFileName(program) == "postgres"
        && cluster == folder.Cluster;

    private static bool IsChild(int id, DataFolder folder) =>
        ReadOrNothing($"/proc/{id}/cmdline").StartsWith($"postgres: {folder.ClusterName}: ", StringComparison.Ordinal);

    private static string[] Note(DataFolder folder) => ReadOrNothing(Path.Combine(folder.Cluster, "postmaster.pid")).Split('\n');

    private static string ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
