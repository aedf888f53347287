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

    /// <summary>The postmaster of a cluster: the process named in its file, if that works in the cluster's folder.</summary>
    public static ServerProcess? PostmasterOf(DataFolder folder) =>
        int.TryParse(ReadOrNothing(Path.Combine(folder.Cluster, "postmaster.pid")).Split('\n')[0], CultureInfo.InvariantCulture, out var id)
        && Workplace(id) == folder.Cluster
            ? Of(id)
            : null;

    /// <summary>Every process of a cluster's server; those of a dead postmaster may be at work for as long as their query takes.</summary>
    public static IEnumerable<ServerProcess> AllOf(DataFolder folder) => WorkingIn(place => place == folder.Cluster);

    public static IEnumerable<ServerProcess> WorkingIn(Func<string, bool> place) =>
        from entry in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var number) ? number : 0
        where id > 0 && place(Workplace(id))
        let process = Of(id)
        where process is not null
        select process;

    private static string Workplace(int id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/cwd").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it ended, or is another user's
        }
    }

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
