using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>Several kinds of calls beside each other. There is no floor; what is asked for is that none fails or takes long.</summary>
internal static class MixFigure
{
    private const double LongestCall = 250; // ms, of 99 in 100

    public static Figure Figure { get; } = new(
        "mix", "CreateUser, SetUserInfo, SetUserConfig and GetUserInfo, no hashing, over 64 connections: rounds of all four a second, p99 of a call", OnShared: true, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        var bench = await run.SharedAsync();
        await bench.CheckpointAsync();
        var samples = new List<Sample>();
        await MixLoad.RunApartAsync(bench);
        for (var round = 0; round < run.Plan.Rounds; round++)
        {
            await bench.SettleAsync();
            samples.Add(await MixLoad.RunApartAsync(bench));
        }

        var summary = Summary.Of(samples);
        var also = summary.Also(Summary.Of([]));
        also["rounds/s"] = summary.Rate;
        also["errors"] = summary.Errors;
        return [Result.AtMost("mix", "ms", LongestCall, [.. samples.Select(sample => sample.Latency!.P99)], summary.Errors > 0 ? [$"{summary.Errors} errors"] : []) with { Also = also }];
    }
}
