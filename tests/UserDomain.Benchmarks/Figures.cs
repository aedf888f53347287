using System.Globalization;
using System.Text.Json;
using MediatR;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Model;

namespace UserDomain.Benchmarks;

/// <summary>Each figure with its floor and its target, as a ratio of one to the other.</summary>
internal static class Figures
{
    private sealed record Figure(string Name, Func<Bench, Task<double>> Ours, Func<Bench, Task<double>> Floor, double Target);

    private sealed record Result(string Name, double Ours, double Floor, double Ratio, double Lowest, double Highest, double Target);

    private static readonly Figure[] All =
    [
        new("append.1", b => b.InProcessAsync(1, Set(b)), b => b.FloorAsync("append", 1), 0.6),
        new("append.8", b => b.InProcessAsync(8, Set(b)), b => b.FloorAsync("append", 8), 0.6),
        new("append.sealed", b => b.InProcessAsync(8, Set(b)), b => b.UnsealedAsync(() => b.InProcessAsync(8, Set(b))), 1.0),
        new("append.256", b => b.InProcessAsync(256, Set(b)), b => b.FloorAsync("append", 16), 2.0),
        new("query.256", b => b.InProcessAsync(256, Get(b)), b => b.FloorAsync("read", 16), 1.0),
        new("http.command", b => b.OverHttpAsync(nameof(SetUserConfig)), b => b.FloorAsync("append", 16), 0.5),
        new("http.query", b => b.OverHttpAsync(nameof(GetUserConfig)), b => b.FloorAsync("read", 16), 1.0),
        new("ws.command", b => b.OverSocketAsync(), b => b.OverHttpAsync(nameof(SetUserConfig)), 1.0),
    ];

    public static IEnumerable<string> Names => All.Select(figure => figure.Name);

    public static async Task RunAsync(Bench bench, int rounds, string? only, TextWriter output)
    {
        await output.WriteLineAsync($"{"name",-14}{"ours/s",10}{"floor/s",10}{"ratio",8}{"spread",14}{"target",8}");
        var results = new List<Result>();
        foreach (var figure in All.Where(figure => only is null || figure.Name == only))
        {
            var result = await MeasureAsync(bench, rounds, figure);
            results.Add(result);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{result.Name,-14}{result.Ours,10:0}{result.Floor,10:0}{result.Ratio,8:0.00}{$"{result.Lowest:0.00}-{result.Highest:0.00}",14}{result.Target,8:0.0}  {(result.Ratio >= result.Target ? "ok" : "short")}"));
        }

        Directory.CreateDirectory("artifacts");
        await File.WriteAllTextAsync("artifacts/bench.json", JsonSerializer.Serialize(results));
    }

    private static async Task<Result> MeasureAsync(Bench bench, int rounds, Figure figure)
    {
        await figure.Ours(bench); // warms caches, prepared statements and the compiler
        var samples = new List<(double Ours, double Floor)>();
        for (var round = 0; round < rounds; round++)
            samples.Add((await figure.Ours(bench), await figure.Floor(bench)));
        double[] ratios = [.. samples.Select(sample => sample.Ours / sample.Floor).Order()];
        return new(figure.Name, Median(samples.Select(s => s.Ours)), Median(samples.Select(s => s.Floor)), Median(ratios), ratios[0], ratios[^1], figure.Target);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static Func<Random, IRequest<Done>> Set(Bench bench) => random => new SetUserConfig(
        random.Next(2, bench.Users + 2), null, new([new ConfigPair($"key{random.Next(1, 11)}", $"Hillside Road {random.Next()}")]));

    private static Func<Random, IRequest<IReadOnlyList<ConfigPair>>> Get(Bench bench) => random => new GetUserConfig(random.Next(2, bench.Users + 2), null);
}
