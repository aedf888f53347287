using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>Commands and queries through the pipeline in this process, against pgbench.</summary>
internal static class CallFigures
{
    public static IReadOnlyList<Figure> All { get; } =
    [
        Append(256, clients: 16, target: 2.0),
        Append(8, clients: 8, target: 0.6),
        Append(1, clients: 1, target: 0.6),
        Figure.Shared("append.sealed", "8 callers while the record is sealed, against the same while nobody seals", 1.0, bench => SetAsync(bench, 8), UnsealedAsync),
        Figure.Shared(
            "query.256", "GetUserConfig, 256 callers in this process, against pgbench's select by user, 16 clients", 1.0,
            bench => bench.Load.RunAsync(256, bench.Load.Get), bench => Pgbench.RunAsync(bench, "read", 16)),
    ];

    /// <summary>SetUserConfig with one key.</summary>
    public static Task<Sample> SetAsync(Bench bench, int callers) => EachAnEvent.MeasureAsync(bench, () => bench.Load.RunAsync(callers, bench.Load.Set));

    private static Figure Append(int callers, int clients, double target) => Figure.Shared(
        $"append.{callers}", $"SetUserConfig, callers in this process: {callers}, against pgbench with one commit an append, clients: {clients}", target,
        bench => SetAsync(bench, callers), bench => Pgbench.RunAsync(bench, "append", clients));

    private static async Task<Sample> UnsealedAsync(Bench bench)
    {
        await using var nobodySeals = await bench.HoldSealerAsync();
        return await SetAsync(bench, 8);
    }
}
