using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Config;

namespace UserDomain.Benchmarks.Figures;

/// <summary>Calls over HTTP and over a WebSocket; the load is a process of its own.</summary>
internal static class HttpFigures
{
    private const double LongestCommand = 50; // ms, of 99 in 100

    public static IReadOnlyList<Figure> All { get; } =
    [
        new("http.query", "GetUserConfig over 64 connections, against a bare endpoint in a process of its own with one prepared select of the same rows", OnShared: true, QueryAsync),
        Figure.Shared(
            "http.command", "SetUserConfig over 64 connections, against append.256 in the same rounds", 0.5, Wrk.SetAsync, bench => CallFigures.SetAsync(bench, 256),
            ours => ours.P99 < LongestCommand ? null : $"p99 {ours.P99:0} ms, not under {LongestCommand:0}").Sustained,
        Figure.Shared("ws.command", "SetUserConfig over one WebSocket, 64 frames in flight, against http.command in the same rounds", 1.0, SocketLoad.RunApartAsync, Wrk.SetAsync),
    ];

    private static async Task<IReadOnlyList<Result>> QueryAsync(Run run)
    {
        var bench = await run.SharedAsync();
        using var endpoint = BareEndpoint.StartApart(bench);
        var url = (await endpoint.StandardOutput.ReadLineAsync())!;
        try
        {
            await Wrk.CheckAsync(bench, bench.Host.Urls.Single(), nameof(GetUserConfig));
            await Wrk.CheckAsync(bench, url, BareEndpoint.Select);
            var result = await Rounds.AgainstAsync(
                "http.query", 1.0, run.Plan, bench.SettleAsync, () => Wrk.GetAsync(bench), () => Wrk.RunAsync(bench, url, BareEndpoint.Select));
            var nothing = await Wrk.RunAsync(bench, url, BareEndpoint.Nothing);
            result.Also["bare endpoint without the select /s"] = nothing.Rate;
            return [result];
        }
        finally
        {
            endpoint.StandardInput.Close(); // ends it
            await endpoint.WaitForExitAsync();
        }
    }
}
