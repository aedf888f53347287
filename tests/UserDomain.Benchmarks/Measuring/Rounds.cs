using System.Diagnostics;

namespace UserDomain.Benchmarks.Measuring;

/// <summary>Floor and ours in turns, in several rounds, and their medians.</summary>
internal static class Rounds
{
    /// <param name="settle">Comes before each sample: nothing of the one before is left to be done.</param>
    /// <param name="miss">What else is asked of ours: says what is not so.</param>
    public static async Task<Result> AgainstAsync(
        string name, double target, Plan plan, Func<Task> settle, Func<Task<Sample>> ours, Func<Task<Sample>> floor, Func<Summary, string?>? miss = null)
    {
        await WarmAsync(plan, ours);
        await WarmAsync(plan, floor);
        var (our, floors) = (new List<Sample>(), new List<Sample>());
        for (var round = 0; round < plan.Rounds; round++)
        {
            await settle();
            floors.Add(await floor());
            await settle();
            our.Add(await ours());
        }

        return Of(name, target, our, floors, miss);
    }

    /// <summary>The row of samples that were taken in pairs.</summary>
    public static Result Of(string name, double target, IReadOnlyList<Sample> ours, IReadOnlyList<Sample> floors, Func<Summary, string?>? miss = null, string unit = "/s")
    {
        double[] ratios = [.. ours.Zip(floors, (one, floor) => one.Rate / floor.Rate)];
        var (summary, floor) = (Summary.Of(ours), Summary.Of(floors));
        string?[] misses = [miss?.Invoke(summary), summary.Errors > 0 ? $"{summary.Errors} errors" : null, floor.Errors > 0 ? $"{floor.Errors} errors of the floor" : null];
        return new(name, unit, summary.Rate, floor.Rate, ratios.Median(), ratios.Min(), ratios.Max(), target, [.. misses.OfType<string>()])
        {
            Also = summary.Also(floor),
        };
    }

    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted is [] ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Caches, prepared statements, and the compiler above all, which shares the cores with what it makes faster.</summary>
    private static async Task WarmAsync(Plan plan, Func<Task<Sample>> load)
    {
        var began = Stopwatch.GetTimestamp();
        do
            await load();
        while (Stopwatch.GetElapsedTime(began) < plan.WarmUp);
    }
}

/// <summary>Several samples as one: the median of each thing that was measured.</summary>
internal sealed record Summary(double Rate, double? P50, double? P99, double? P999, Usage? Usage, long Errors)
{
    public static Summary Of(IReadOnlyList<Sample> samples)
    {
        Latency[] latencies = [.. samples.Select(sample => sample.Latency).OfType<Latency>()];
        Usage[] usages = [.. samples.Select(sample => sample.Usage).OfType<Usage>()];
        return new(
            samples.Select(sample => sample.Rate).Median(),
            MedianOf(latencies, latency => latency.P50), MedianOf(latencies, latency => latency.P99), MedianOf(latencies, latency => latency.P999),
            usages is [] ? null : new(usages.Select(usage => usage.Host).Median(), usages.Select(usage => usage.Server).Median(), usages.Max(usage => usage.PeakMegabytes)),
            samples.Sum(sample => sample.Errors));
    }

    /// <summary>By the names that the row's second line and the file have for them.</summary>
    public SortedDictionary<string, double> Also(Summary floor)
    {
        var also = new SortedDictionary<string, double>(StringComparer.Ordinal);
        Add("p50 ms", P50);
        Add("p99 ms", P99);
        Add("p999 ms", P999);
        Add("cpu s/1000 host", Usage?.Host);
        Add("cpu s/1000 postgres", Usage?.Server);
        Add("cpu s/1000 postgres, floor", floor.Usage?.Server);
        Add("peak MB", Usage?.PeakMegabytes);
        Add("p99 ms, floor", floor.P99);
        return also;

        void Add(string name, double? value)
        {
            if (value is { } known)
                also[name] = known;
        }
    }

    private static double? MedianOf(Latency[] latencies, Func<Latency, double> of) => latencies is [] ? null : latencies.Select(of).Median();
}
