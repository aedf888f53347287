using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Postgres.Embedded;

namespace UserDomain.Benchmarks.Figures;

/// <summary>From the start of the verb <c>run</c>, whose server stands still as well, to its first answer.</summary>
internal static class StartFigure
{
    private const double Longest = 3;

    public static Figure Figure { get; } = new("start", "seconds from starting run on an existing cluster to the first answer", OnShared: false, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        await using var bench = await Bench.InstallAsync(run.Plan);
        await bench.CloseServerAsync();
        var measured = new List<double>();
        for (var round = 0; round < run.Plan.Rounds; round++)
            measured.Add(await MeasureAsync(bench));
        return [Result.AtMost("start", "s", Longest, measured)];
    }

    private static async Task<double> MeasureAsync(Bench bench)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var began = Stopwatch.GetTimestamp();
        using var host = Verbs.Start(bench.Data, ["run"], ("USERDOMAIN_URLS", url));
        var printed = host.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        using var http = new HttpClient();
        while (!await AnswersAsync(http, url))
            await (host.HasExited ? throw new InvalidOperationException($"run ended with {host.ExitCode}.") : Task.Delay(10));
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        LibC.Send(host.Id, LibC.Interrupt);
        await host.WaitForExitAsync();
        await printed;
        return took;
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string url)
    {
        try
        {
            using var answer = await http.GetAsync($"{url}/AP/Ping");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
