using System.Text.Json.Serialization;

namespace UserDomain.Benchmarks.Measuring;

/// <summary>What came of one figure: its row.</summary>
/// <param name="Unit">What ours and the floor count; <c>/s</c> for most.</param>
/// <param name="Floor">None where the figure has none, as memory has.</param>
/// <param name="Ratio">How many times as good as the floor; the median over the rounds.</param>
/// <param name="Target">The least ratio; where there is no floor, the most of what is counted.</param>
/// <param name="Misses">Each other thing that was asked of it and is not so.</param>
internal sealed record Result(string Name, string Unit, double Ours, double? Floor, double? Ratio, double Lowest, double Highest, double Target, IReadOnlyList<string> Misses)
{
    /// <summary>Beside the row: latencies, processor seconds, memory, by their names.</summary>
    public SortedDictionary<string, double> Also { get; init; } = [];

    public bool IsOk => Misses is [] && (Ratio is { } ratio ? ratio >= Target : Ours <= Target);

    [JsonIgnore]
    public string Verdict => IsOk ? "ok" : Misses is [] ? "short" : $"short: {string.Join(", ", Misses)}";

    /// <summary>A figure without a floor, which is at most so much; the median of what was measured.</summary>
    public static Result AtMost(string name, string unit, double target, IReadOnlyList<double> measured, params IReadOnlyList<string> misses) =>
        new(name, unit, measured.Median(), null, null, measured.Min(), measured.Max(), target, misses);
}
