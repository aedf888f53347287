using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Trials;

/// <summary>append.256 for long, in a process of its own: memory, latency and rate stay as they are, and all that was acknowledged is there.</summary>
internal static class Soak
{
    private const int Callers = 256;
    private const int Every = 10;
    private const double MostMemory = 300; // MB
    private const double Flat = 1.15; // times what it was

    public static async Task<bool> RunAsync(Plan plan, int seconds, TextWriter output)
    {
        var outcomes = new Outcomes(output);
        await using var bench = await Bench.InstallAsync(plan);
        await Seeds.TenKeysAsync(bench, plan.Users);
        await new Verbs(bench.Data).RunAsync("projections", "rebuild", "--all"); // so that views are to the letter what a host writes
        await bench.CheckpointAsync();

        var (ledgerFile, windows) = (Path.Combine(bench.Data, "ledger"), new List<Window>());
        using (var process = AppendApart.Start(bench, bench.ConnectionString, "--seconds", $"{seconds}", "--every", $"{Math.Min(Every, Math.Max(1, seconds / 6))}",
            "--users", $"{plan.Users}", "--callers", $"{Callers}", "--run", "soak", "--ledger", ledgerFile))
        {
            await foreach (var window in AppendApart.ReadAsync(process))
            {
                windows.Add(window);
                await outcomes.SayAsync(
                    $"{window.Second,6:0} s {window.Rate,8:0}/s  p50 {window.Latency.P50:0.0}  p99 {window.Latency.P99:0.0}  p999 {window.Latency.P999:0.0}  max {window.Latency.Max:0} ms  resident {window.ResidentMegabytes} MB  errors {window.Errors}");
            }
        }

        await JudgeAsync(outcomes, windows);
        var ledger = await Ledger.LoadAsync(ledgerFile, plan.Users);
        var (keys, versions) = await ledger.CompareAsync(bench, "soak", Math.Min(Callers, plan.Users));
        await outcomes.ExpectAsync(keys == 0, $"{ledger.Done()} commands acknowledged; keys without the value that was last acknowledged: {keys}");
        await outcomes.ExpectAsync(versions == 0, $"users whose version is not that of what was acknowledged: {versions}");
        await outcomes.ExpectSoundAsync(bench);
        return outcomes.IsOk;
    }

    /// <summary>The last third against the one before; the first is left out, in which everything warms up.</summary>
    private static async Task JudgeAsync(Outcomes outcomes, List<Window> windows)
    {
        var third = Math.Max(1, windows.Count / 3);
        var (middle, last) = (windows[third..^third], windows[^third..]);
        if (middle is [])
            middle = last;
        await outcomes.ExpectAsync(windows.Sum(window => window.Errors) == 0, $"errors: {windows.Sum(window => window.Errors)}");
        await outcomes.ExpectAsync(windows.Max(window => window.ResidentMegabytes) < MostMemory, $"resident at most: {windows.Max(window => window.ResidentMegabytes)} MB, of {MostMemory}");
        await GrowsNotAsync("resident MB", window => window.ResidentMegabytes);
        await GrowsNotAsync("p99 ms", window => window.Latency.P99);

        Task GrowsNotAsync(string name, Func<Window, double> of)
        {
            var (before, after) = (middle.Select(of).Median(), last.Select(of).Median());
            return outcomes.ExpectAsync(after <= before * Flat, $"{name}: {before:0.0} in the second third, {after:0.0} in the last");
        }
    }
}
