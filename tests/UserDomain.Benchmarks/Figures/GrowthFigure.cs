using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>What becomes of appends as users become more: a hundred times as many, on databases of their own, each sample after a checkpoint.</summary>
internal static class GrowthFigure
{
    public static Figure Figure { get; } = new(
        "append.growth", "append.256 with 1,000,000 users of ten keys by append.256 with 10,000, against the same quotient of pgbench", OnShared: false, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        await using var small = await Bench.StartAsync(run.Plan, run.Plan.UpToUsers(10_000, 2_000));
        await using var large = await Bench.StartAsync(run.Plan, run.Plan.UpToUsers(1_000_000, 20_000));
        var (ours, floors) = (new List<Sample>(), new List<Sample>());
        for (var round = -1; round < run.Plan.Rounds; round++)
        {
            var floor = await QuotientAsync(small, large, bench => Pgbench.RunAsync(bench, "append", 16));
            var our = await QuotientAsync(small, large, bench => CallFigures.SetAsync(bench, 256));
            if (round < 0)
                continue; // it warms up
            floors.Add(floor);
            ours.Add(our);
        }

        var result = Rounds.Of("append.growth", 0.9, ours, floors, unit: "x");
        result.Also["users few"] = small.Users;
        result.Also["users many"] = large.Users;
        return [result];
    }

    private static async Task<Sample> QuotientAsync(Bench small, Bench large, Func<Bench, Task<Sample>> measure)
    {
        var few = await AfterCheckpointAsync(small, measure);
        var many = await AfterCheckpointAsync(large, measure);
        return many with { Rate = many.Rate / few.Rate, Errors = few.Errors + many.Errors };
    }

    private static async Task<Sample> AfterCheckpointAsync(Bench bench, Func<Bench, Task<Sample>> measure)
    {
        await bench.SettleAsync();
        await bench.CheckpointAsync();
        return await measure(bench);
    }
}
