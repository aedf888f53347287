using System.Globalization;
using Spectre.Console;
using UserDomain.Postgres.Projections;

namespace UserDomain.Host.Cli;

/// <summary>What became of views that were made anew: a row for each, then the first rows that differ, with both values.</summary>
internal static class RebuildReport
{
    public static async Task ShowAsync(Report report, IReadOnlyList<RebuildOutcome> outcomes)
    {
        await report.ShowAsync(outcomes, console =>
        {
            console.Write(Summary(outcomes));
            foreach (var outcome in outcomes)
                Show(console, outcome);
        });
        foreach (var outcome in outcomes.Where(outcome => outcome.Failure is not null))
            await report.SayAsync(outcome.Failure!);
    }

    private static Table Summary(IReadOnlyList<RebuildOutcome> outcomes)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("view", "only served", "only rebuilt", "different", "up to event", "held up", "served");
        foreach (var outcome in outcomes)
        {
            var differences = outcome.Differences;
            table.AddRow(
                outcome.View, Number(differences?.OnlyServed), Number(differences?.OnlyRebuilt), Number(differences?.Different), Number(outcome.Place),
                string.Create(CultureInfo.InvariantCulture, $"{outcome.HeldUpMilliseconds:0} ms"),
                outcome switch { { Failure: not null } => "as before; failed", { Switched: true } => "switched", _ => "as before" });
        }

        return table;
    }

    private static void Show(IAnsiConsole console, RebuildOutcome outcome)
    {
        foreach (var (id, served, rebuilt) in outcome.Differences?.First ?? [])
        {
            console.WriteLine($"{outcome.View} {id}");
            console.WriteLine($"  served   {served ?? "(no such row)"}");
            console.WriteLine($"  rebuilt  {rebuilt ?? "(no such row)"}");
        }

        if (outcome is { Differences: null, Failure: null, View: var view })
            console.WriteLine(outcome.Switched ? $"{view} was not compared." : $"{view} is too far behind the events to be compared.");
    }

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "–";
}
