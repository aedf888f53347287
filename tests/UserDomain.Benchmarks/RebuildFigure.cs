using System.Diagnostics;
using UserDomain.Host;

namespace UserDomain.Benchmarks;

/// <summary><c>bench.sh rebuild</c>.</summary>
internal static class RebuildFigure
{
    public static async Task RunAsync(int users, TextWriter output)
    {
        var data = Directory.CreateTempSubdirectory("userdomain-bench-").FullName;
        try
        {
            var settings = new HostSettings { Urls = "http://127.0.0.1:0", Data = data, OperatorPassword = new("Correct-Horse-1"), LogCalls = false };
            await using var host = await UserDomainHost.StartAsync(settings, TextWriter.Null, default);
            var started = Stopwatch.GetTimestamp();
            await MillionEvents.SeedAsync(host.OwnerConnectionString, users, default);
            await output.WriteLineAsync($"{users * MillionEvents.EventsEach} events seeded in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
