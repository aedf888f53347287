using System.Diagnostics;
using System.Globalization;
using UserDomain.Host;

namespace UserDomain.Benchmarks;

/// <summary>How long a verb took, from its process's start to its end, and the most memory that it had resident.</summary>
internal sealed record Verb(string Name, double Seconds, long PeakMegabytes);

/// <summary>Verbs of the command line in processes of their own, on a data folder of their own.</summary>
internal sealed class Verbs(string data)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>A private server with an empty store. It runs until what is returned is disposed.</summary>
    public async Task<Store> InstallAsync()
    {
        var settings = new HostSettings { Data = data };
        await using (await Store.OpenAsync(settings, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, default))
        {
        }

        return await Store.JoinAsync(settings, default);
    }

    public async Task<Verb> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(UserDomainHost).Assembly.Location, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["USERDOMAIN_DATA"] = data;
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var read = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var peak = 0L;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, PeakOf(process.Id));
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(LookEvery));
        }

        await read;
        return process.ExitCode == 0
            ? new(string.Join(' ', arguments.Take(2)), Stopwatch.GetElapsedTime(started).TotalSeconds, peak)
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    /// <summary>The most memory that a process has had resident, in MB; 0 for one that has just ended.</summary>
    public static long PeakOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line["VmHWM:".Length..^2], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
