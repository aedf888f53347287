using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>What one command allocates on its way through this process: the pipeline, the adapter and the driver, without what the load makes to send it.</summary>
internal static class AllocationFigure
{
    private const double Most = 6;

    public static Figure Figure { get; } = new(
        "allocation", "KB allocated for a SetUserConfig by one caller, while nobody seals and no view follows from behind", OnShared: true, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        var bench = await run.SharedAsync();
        await bench.StopHostAsync();
        await using var onlyCalls = await bench.HoldBehindAsync();
        await bench.StartHostAsync();
        var measured = new List<double>();
        for (var round = -1; round < run.Plan.Rounds; round++)
        {
            var each = await MeasureAsync(bench, run.Plan.Of(5_000, 1_000));
            if (round >= 0) // the first one warms up
                measured.Add(each);
        }

        await bench.StopHostAsync();
        await onlyCalls.DisposeAsync();
        await bench.StartHostAsync();
        return [Result.AtMost("allocation", "KB", Most, measured)];
    }

    private static async Task<double> MeasureAsync(Bench bench, int calls)
    {
        var (load, random) = (bench.Load, new Random(1));
        var caller = await load.OperatorAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < calls; i++)
            GC.KeepAlive((load.Set(random), Guid.CreateVersion7().ToString()));
        var own = GC.GetTotalAllocatedBytes(precise: true) - before;

        before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < calls; i++)
            await load.SendAsync(caller, load.Set(random));
        return (GC.GetTotalAllocatedBytes(precise: true) - before - own) / 1024.0 / calls;
    }
}
