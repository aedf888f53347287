using System.CommandLine;
using System.Globalization;
using UserDomain.Postgres;
using UserDomain.Postgres.Embedded;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Schema;

namespace UserDomain.Host.Cli;

/// <summary><c>db …</c>: the database itself, as its owner. Hosts may run meanwhile.</summary>
internal static class DbCommands
{
    public static Command Create() => new("db", "The database that users are kept in: brings it to this release, checks it, describes it.")
    {
        Jobs.Json, CreateApply(), CreateCheck(), CreateDescribe(), CreateAdopt(),
    };

    private static Command CreateApply()
    {
        var command = new Command("apply", "Brings the tables to this release; where there is no data folder yet, makes it. Where they are there already, changes nothing. Starting a host does the same.");
        Works(command, EmbeddedPostgres.JoinOrMakeAsync, async (owner, report, cancellationToken) =>
        {
            var applied = await Database.MigrateAsync(owner, cancellationToken);
            await report.ShowAsync(new { Applied = applied }, _ => report.Output.WriteLine(
                applied is [] ? "Nothing to apply: the database is at this release." : $"Applied schema step {string.Join(", ", applied)}."));
            return Exit.Done;
        });
        return command;
    }

    private static Command CreateCheck()
    {
        var command = new Command(
            "check", "Compares tables, indexes, constraints, triggers, functions and rights with what this release makes, and names all that is otherwise. It changes nothing; 2 means that something was found.");
        Works(command, EmbeddedPostgres.JoinAsync, async (owner, report, cancellationToken) =>
        {
            var found = await SchemaCheck.RunAsync(owner, cancellationToken);
            if (report.IsJson || found is not [])
                await report.ShowTableAsync(found, ("what", one => one.What), ("here", one => one.Here ?? "missing"), ("in this release", one => one.Wanted ?? "not there"));
            else
                await report.Output.WriteLineAsync("Everything is as this release makes it.");
            return found is [] ? Exit.Done : Exit.Found;
        });
        return command;
    }

    private static Command CreateDescribe()
    {
        var command = new Command("describe", "Shows what is in the database, in figures.");
        Works(command, EmbeddedPostgres.JoinAsync, async (owner, report, cancellationToken) =>
        {
            var described = await DatabaseDescription.ReadAsync(owner, cancellationToken);
            if (report.IsJson)
                await report.ShowAsync(described, _ => { });
            else
                await ShowAsync(described, report);
            return Exit.Done;
        });
        return command;
    }

    private static Command CreateAdopt()
    {
        var command = new Command("adopt", "Takes events that other programs wrote as they are, once those are stopped: until then the record is not sealed, and nothing is read in order. It changes no event.");
        Works(command, EmbeddedPostgres.JoinAsync, async (owner, report, cancellationToken) =>
        {
            var place = await OtherPrograms.AdoptAsync(owner, cancellationToken);
            await report.ShowAsync(new { UpTo = place }, _ =>
                report.Output.WriteLine($"Whoever wrote events up to place {Number(place)}, they are taken as they are."));
            return Exit.Done;
        });
        return command;
    }

    private static async Task ShowAsync(DatabaseDescription described, Report report)
    {
        (string, string)[] lines =
        [
            ("engine", Engine(described.Engine)), ("server", described.Server), ("database", described.Name), ("size", Size(described.Bytes)),
            ("schema step", Number(described.SchemaStep)), ("users", Number(described.Users)), ("streams", Number(described.Streams)),
            ("events", Number(described.Events)), ("last place", Number(described.LastPlace)),
            ("sealed up to", described.NewestSeal is { } place ? Number(place) : "nothing yet"),
        ];
        foreach (var (name, value) in lines)
            await report.Output.WriteLineAsync($"{name,-12}  {value}");
        await report.ShowTableAsync(
            described.Views, ("view", view => view.Name), ("rows", view => Number(view.Rows)), ("size", view => Size(view.Bytes)),
            ("up to", view => view.WithEvents ? "every event" : view.Place is { } place ? Number(place) : "not begun"));
    }

    private static string Engine(EngineDescription? engine) => engine switch
    {
        null => "nothing was written yet",
        { Since: { } since, AfterPlace: { } place } => $"{engine.Name}, since {since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}, after place {Number(place)}",
        _ => engine.Name,
    };

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N1} MiB");

    /// <summary>Unlike other verbs, these find the database as it is: opening it for work would bring it to this release first.</summary>
    private static void Works(
        Command command, Func<string, CancellationToken, Task<EmbeddedPostgres>> embed, Func<string, Report, CancellationToken, Task<int>> work) => command.Does(async (parsed, cancellationToken) =>
    {
        Requirements.Check();
        var settings = CommandLine.Settings();
        await using var server = settings.Postgres is null ? await embed(settings.Data, cancellationToken) : null;
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        return await work(settings.Postgres ?? server!.ConnectionString, new(output, error, parsed.GetValue(Jobs.Json)), cancellationToken);
    });
}
