using System.Globalization;
using Spectre.Console;
using UserDomain.Host.Http;
using UserDomain.Postgres.Projections;

namespace UserDomain.Host.Cli;

/// <summary>Where views stand, as people are shown it.</summary>
internal static class ProjectionsStatus
{
    private static readonly string[] Titles = ["name", "state", "folded to", "events behind", "seconds behind", "worker"];

    public static void Draw(IAnsiConsole console, ViewStandings standings)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var title in Titles)
            table.AddColumn(title);
        foreach (var view in standings.Views)
            table.AddRow([.. Cells(view).Select(Markup.Escape)]);
        console.Write(table);

        foreach (var stop in standings.Views.Select(view => view.Stop).OfType<Projections.ViewStop>())
        {
            Say(console, $"{stop.View} is stopped since {stop.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z by event {stop.Event} ({stop.EventId}) of {stop.Stream}: {stop.Reason}");
            Say(console, $"  projections retry {stop.View}    or    projections skip {stop.View} --event {stop.Event}");
        }

        if (standings.Oldest is { } oldest)
            Say(console, $"The oldest transaction that views wait for runs for {oldest.Seconds:N1} s in {oldest.Database}: {oldest.Name} (process {oldest.Process?.ToString(CultureInfo.InvariantCulture) ?? "none"})");
    }

    private static string[] Cells(ViewStanding view) =>
    [
        view.View, ViewReadiness.StateOf(view), Text($"{view.Place}"), Text($"{view.EventsBehind}"), Text($"{view.SecondsBehind:N1}"),
        view.Worker is { } worker ? Text($"{worker.Name} (process {worker.Process})") : "",
    ];

    private static void Say(IAnsiConsole console, FormattableString line) => console.WriteLine(Text(line));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
