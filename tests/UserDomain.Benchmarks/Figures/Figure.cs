using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>One row of what is measured, or a few that are measured together.</summary>
/// <param name="What">What it is, and against what, in a line.</param>
/// <param name="OnShared">Whether it works on the database that such figures share, one after the other.</param>
internal sealed record Figure(string Name, string What, bool OnShared, Func<Run, Task<IReadOnlyList<Result>>> MeasureAsync)
{
    /// <summary>Ours and a floor in turns, on the shared database. A checkpoint comes before the first round, so that no figure pays for the pages of another.</summary>
    public static Figure Shared(
        string name, string what, double target, Func<Bench, Task<Sample>> ours, Func<Bench, Task<Sample>> floor, Func<Summary, string?>? miss = null) =>
        new(name, what, OnShared: true, async run =>
        {
            var bench = await run.SharedAsync();
            await bench.CheckpointAsync();
            return [await Rounds.AgainstAsync(name, target, bench.Plan, bench.SettleAsync, () => ours(bench), () => floor(bench), miss)];
        });

    /// <summary>The same in long samples.</summary>
    public Figure Sustained => this with
    {
        What = $"{What}; in long samples, in which views that follow keep up",
        MeasureAsync = async run =>
        {
            var bench = await run.SharedAsync();
            bench.Plan = run.Plan.Sustained;
            try
            {
                return await MeasureAsync(run);
            }
            finally
            {
                bench.Plan = run.Plan;
            }
        },
    };

    public bool IsMeant(IReadOnlyList<string> names) =>
        names is [] || names.Any(name => Name == name || Name.StartsWith($"{name}.", StringComparison.Ordinal));
}

/// <summary>One run of the program over several figures.</summary>
internal sealed class Run(Plan plan, TextWriter output) : IAsyncDisposable
{
    private Bench? shared;

    public Plan Plan => plan;

    /// <summary>A line beside the rows.</summary>
    public Task SayAsync(FormattableString line) => output.WriteLineAsync(line.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public async Task<Bench> SharedAsync() => shared ??= await Bench.StartAsync(plan, plan.Users);

    public async ValueTask DisposeAsync()
    {
        if (shared is not null)
            await shared.DisposeAsync();
        shared = null;
    }
}
