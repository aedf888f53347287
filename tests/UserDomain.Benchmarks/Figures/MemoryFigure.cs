using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>What a host has resident under append.256, in a process of its own; the load in it takes its share. <c>soak</c> looks for ten minutes.</summary>
internal static class MemoryFigure
{
    private const double Most = 300;
    private const double Flat = 1.15; // times what it was

    public static Figure Figure { get; } = new(
        "memory", "MB resident of a process with the host and append.256 in it, at most; flat from the second third of the time to the last", OnShared: true, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        var bench = await run.SharedAsync();
        await bench.StopHostAsync();
        var windows = new List<Window>();
        using (var process = AppendApart.Start(
            bench, bench.ConnectionString, "--seconds", $"{run.Plan.Of(90, 9)}", "--every", $"{run.Plan.Of(10, 1)}", "--users", $"{bench.Users}", "--run", "memory"))
        {
            await foreach (var window in AppendApart.ReadAsync(process))
                windows.Add(window);
        }

        await bench.StartHostAsync();
        return [Of(windows, run.Plan.IsQuick)];
    }

    /// <param name="isQuick">It is still warming up then: whether it grows is not looked at.</param>
    private static Result Of(List<Window> windows, bool isQuick)
    {
        var (third, resident) = (windows.Count / 3, windows.Select(window => (double)window.ResidentMegabytes).ToArray());
        var (middle, last) = (resident[third..^third].Median(), resident[^third..].Median());
        string?[] misses = [!isQuick && last > middle * Flat ? $"grows from {middle:0} to {last:0} MB" : null, windows.Sum(window => window.Errors) is > 0 and var errors ? $"{errors} errors" : null];
        return new("memory", "MB", resident.Max(), null, null, resident.Min(), resident.Max(), Most, [.. misses.OfType<string>()])
        {
            Also = new(StringComparer.Ordinal)
            {
                ["seconds"] = windows[^1].Second,
                ["append/s"] = windows.Select(window => window.Rate).Median(),
                ["p99 ms"] = windows.Select(window => window.Latency.P99).Median(),
            },
        };
    }
}
