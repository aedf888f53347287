using System.Diagnostics;
using System.Globalization;
using UserDomain.Postgres.Embedded;

namespace UserDomain.Benchmarks.Measuring;

/// <summary>What /proc tells of the private PostgreSQL of a data folder, and of others.</summary>
internal sealed class ServerProcesses(string data)
{
    private const double TicksASecond = 100;
    private const int Parent = 1, User = 11, System = 12, ReapedUser = 13, ReapedSystem = 14;

    /// <summary>The process id of the postmaster; 0 where none runs.</summary>
    public int Postmaster => ServerProcess.PostmasterOf(DataFolder.Open(data, ServerAccount.Choose()))?.Id ?? 0;

    /// <summary>The processor time that the server has taken so far, in seconds, with that of sessions which have ended.</summary>
    public double CpuSeconds()
    {
        var (postmaster, ticks) = (Postmaster, 0.0);
        foreach (var fields in Stats())
        {
            var isPostmaster = fields.Id == postmaster;
            if (isPostmaster || fields.Of(Parent) == postmaster)
                ticks += fields.Of(User) + fields.Of(System) + (isPostmaster ? fields.Of(ReapedUser) + fields.Of(ReapedSystem) : 0);
        }

        return ticks / TicksASecond;
    }

    /// <summary>The most memory that a process has had resident since <see cref="ForgetPeak"/>, in MB; 0 for one that has just ended.</summary>
    public static long PeakOf(int process) => Megabytes(process, "VmHWM:");

    /// <summary>What a process has resident now, in MB.</summary>
    public static long ResidentOf(int process) => Megabytes(process, "VmRSS:");

    /// <summary>This process's peak counts from now on; where the kernel does not let us, from its start.</summary>
    public static void ForgetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            Debug.WriteLine(denied);
        }
    }

    private static long Megabytes(int process, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[name.Length..^2], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static IEnumerable<Stat> Stats() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var number) ? number : 0
        where id > 0
        let text = ReadOrNothing($"{folder}/stat")
        where text.Length > 0
        select new Stat(id, text.Split(") ")[^1].Split(' '));

    private static string ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // it has just ended
        }
    }

    /// <summary>The fields after the process's name, which may hold anything.</summary>
    private sealed record Stat(int Id, string[] Fields)
    {
        public long Of(int field) => long.Parse(Fields[field], CultureInfo.InvariantCulture);
    }
}
