using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Config;

namespace UserDomain.Benchmarks.Figures;

/// <summary>What one command allocates on its way through this process: the pipeline, the adapter and the driver, without what the load makes to send it.</summary>
internal static class AllocationFigure
{
    private const double Most = 6;

    /// <summary>Users who are known, as those of append.256 are; of all others each is loaded first, which is measured beside it.</summary>
    private const int Known = 500;

    public static Figure Figure { get; } = new(
        "allocation", "KB allocated for a SetUserConfig by one caller on users who are known, while nobody seals and no view follows from behind", OnShared: true, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        var bench = await run.SharedAsync();
        await bench.StopHostAsync();
        await using var onlyCalls = await bench.HoldBehindAsync();
        await bench.StartHostAsync();
        var (measured, loaded) = (new List<double>(), new List<double>());
        for (var round = -1; round < run.Plan.Rounds; round++)
        {
            var (known, any) = (await MeasureAsync(bench, run.Plan.Of(5_000, 1_000), Known), await MeasureAsync(bench, run.Plan.Of(1_000, 200), bench.Users));
            if (round < 0) // the first one warms up
                continue;
            measured.Add(known);
            loaded.Add(any);
        }

        await bench.StopHostAsync();
        await onlyCalls.DisposeAsync();
        await bench.StartHostAsync();
        return [Result.AtMost("allocation", "KB", Most, measured) with { Also = new(StringComparer.Ordinal) { ["KB, user loaded"] = loaded.Median() } }];
    }

    private static async Task<double> MeasureAsync(Bench bench, int calls, int users)
    {
        var (load, random) = (bench.Load, new Random());
        var caller = await load.OperatorAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < calls; i++)
            GC.KeepAlive((Next(), Guid.CreateVersion7().ToString()));
        var own = GC.GetTotalAllocatedBytes(precise: true) - before;

        before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < calls; i++)
            await load.SendAsync(caller, Next());
        return (GC.GetTotalAllocatedBytes(precise: true) - before - own) / 1024.0 / calls;

        SetUserConfig Next() => InProcessLoad.Set(random.Next(2, users + 2), random.Next(1, 11));
    }
}
