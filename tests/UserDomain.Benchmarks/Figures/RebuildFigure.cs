using System.Text.Json;
using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Postgres.Projections;

namespace UserDomain.Benchmarks.Figures;

/// <summary>
/// All views made anew by the verb, in a process of its own, against COPY of the events out and of the same rows in with their indexes;
/// then once more beside 200 commands a second.
/// </summary>
internal static class RebuildFigure
{
    private const double Target = 0.33;
    private const int CommandsASecond = 200;

    public static Figure Figure { get; } = new(
        "rebuild", "all views from 1,000,000 events, events a second, against COPY of the events out and of the views in; then beside 200 commands a second", OnShared: false, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        var users = run.Plan.UpToUsers(100_000, 10_000);
        var events = users * MillionEvents.EventsEach;
        await using var bench = await Bench.InstallAsync(run.Plan);
        await MillionEvents.SeedAsync(bench.ConnectionString, users, default);
        await bench.StartHostAsync();
        await VerbAsync(bench); // fills the views

        var (ours, floors, differences, peak) = (new List<Sample>(), new List<Sample>(), 0L, 0L);
        for (var round = 0; round < Math.Min(run.Plan.Rounds, run.Plan.Of(3, 1)); round++)
        {
            var (verb, outcomes) = await VerbAsync(bench);
            ours.Add(new(events / verb.Seconds));
            floors.Add(new(events / (await CopyFloor.OutAsync(bench) + await CopyFloor.InAsync(bench, await CopyFloor.ViewsAsync(bench))).TotalSeconds));
            (differences, peak) = (differences + outcomes.Sum(outcome => outcome.Differences?.Total ?? 0), Math.Max(peak, verb.PeakMegabytes));
        }

        var idle = Rounds.Of("rebuild", Target, ours, floors, _ => differences > 0 ? $"{differences} rows differ" : null);
        (idle.Also["events"], idle.Also["peak MB"]) = (events, peak);
        return [idle, await BesideCommandsAsync(bench, users, floors)];
    }

    private static async Task<Result> BesideCommandsAsync(Bench bench, int users, IReadOnlyList<Sample> floors)
    {
        var load = new PacedLoad(bench, users, CommandsASecond);
        await load.StartAsync();
        var (verb, outcomes) = await VerbAsync(bench);
        var (took, failed) = await load.StopAsync();
        var rate = users * MillionEvents.EventsEach / verb.Seconds;
        var floor = floors.Select(sample => sample.Rate).Median();
        var differences = outcomes.Sum(outcome => outcome.Differences?.Total ?? 0);
        string?[] misses = [failed > 0 ? $"{failed} commands failed" : null, differences > 0 ? $"{differences} rows differ" : null];
        return new("rebuild.beside", "/s", rate, floor, rate / floor, rate / floor, rate / floor, 0, [.. misses.OfType<string>()])
        {
            Also = new(StringComparer.Ordinal)
            {
                ["commands/s"] = took.Count / verb.Seconds,
                ["commands p50 ms"] = took.P50,
                ["commands p99 ms"] = took.P99,
                ["commands max ms"] = took.Max,
                ["writers held up ms"] = outcomes.Max(outcome => outcome.HeldUpMilliseconds),
                ["peak MB"] = verb.PeakMegabytes,
            },
        };
    }

    private static async Task<(Verb Verb, RebuildOutcome[] Outcomes)> VerbAsync(Bench bench)
    {
        var verb = await new Verbs(bench.Data).RunAsync("projections", "rebuild", "--all", "--json");
        var outcomes = JsonSerializer.Deserialize<RebuildOutcome[]>(verb.Printed)!;
        return outcomes.FirstOrDefault(outcome => outcome.Failure is not null)?.Failure is { } failure
            ? throw new InvalidOperationException(failure)
            : (verb, outcomes);
    }
}
