using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using UserDomain.Host;
using UserDomain.Postgres.Projections;

namespace UserDomain.Benchmarks;

/// <summary>
/// <c>bench.sh rebuild</c>: all views made anew by the verb, in a process of its own, against COPY of the events out and of the same rows in
/// with their indexes; then once more beside 200 commands a second.
/// </summary>
internal static class RebuildFigure
{
    private const double Target = 0.33;

    public static async Task RunAsync(int users, int rounds, TextWriter output)
    {
        await using var bench = await Bench.StartEmptyAsync(users, TimeSpan.Zero);
        var started = Stopwatch.GetTimestamp();
        await MillionEvents.SeedAsync(bench.ConnectionString, users, default);
        await output.WriteLineAsync(Text($"{users * MillionEvents.EventsEach:N0} events of {users:N0} users, seeded in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
        await VerbAsync(bench); // fills the views

        for (var round = 0; round < rounds; round++)
        {
            var (ours, memory, differences, _) = await VerbAsync(bench);
            var floor = await RebuildFloor.MeasureAsync(bench);
            var ratio = floor.Total / ours;
            await output.WriteLineAsync(Text(
                $"rebuild  ours {ours.TotalSeconds:0.0} s  floor {floor.Total.TotalSeconds:0.0} s (out {floor.Out.TotalSeconds:0.0}, in {floor.In.TotalSeconds:0.0})  ratio {ratio:0.00}  target {Target}  {(ratio >= Target ? "ok" : "short")}  peak {memory} MB  differences {differences}"));
        }

        var load = new PacedLoad(bench, 200);
        await load.StartAsync();
        var (beside, peak, differing, heldUp) = await VerbAsync(bench);
        var (took, failed) = await load.StopAsync();
        await output.WriteLineAsync(Text(
            $"rebuild beside {took.Count / beside.TotalSeconds:0} commands/s  {beside.TotalSeconds:0.0} s  peak {peak} MB  differences {differing}  writers held up {heldUp:0} ms at most  commands p50 {At(took, 0.5):0.0} ms  p99 {At(took, 0.99):0.0} ms  max {At(took, 1):0} ms  failed {failed}"));
    }

    /// <summary>How long it took from start to end, its peak memory in MB, how many rows differed, and for how many milliseconds writers were held up.</summary>
    private static async Task<(TimeSpan Took, long Memory, long Differences, double HeldUp)> VerbAsync(Bench bench)
    {
        var started = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(UserDomainHost).Assembly.Location, "projections", "rebuild", "--all", "--json"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["USERDOMAIN_DATA"] = bench.Data;
        using var verb = Process.Start(start)!;
        var printed = verb.StandardOutput.ReadToEndAsync();
        var memory = 0L;
        while (!verb.HasExited)
        {
            memory = Math.Max(memory, Verbs.PeakOf(verb.Id));
            await Task.Delay(50);
        }

        var took = Stopwatch.GetElapsedTime(started);
        var outcomes = JsonSerializer.Deserialize<RebuildOutcome[]>(await printed)!;
        return outcomes.FirstOrDefault(outcome => outcome.Failure is not null)?.Failure is { } failure
            ? throw new InvalidOperationException(failure)
            : (took, memory, outcomes.Sum(outcome => outcome.Differences?.Total ?? 0), outcomes.Max(outcome => outcome.HeldUpMilliseconds));
    }

    private static double At(IReadOnlyList<TimeSpan> took, double share) =>
        took is [] ? 0 : took[Math.Min(took.Count - 1, (int)(took.Count * share))].TotalMilliseconds;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
