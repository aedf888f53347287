using System.CommandLine;
using Spectre.Console;
using UserDomain.Postgres.Record;

namespace UserDomain.Host.Cli;

/// <summary><c>events …</c>: the whole store to a file and back.</summary>
internal static class EventsCommands
{
    public static Command Create() => new("events", "The whole store to a file, and back into an empty one.") { Jobs.Json, CreateExport(), CreateImport() };

    private static Command CreateExport()
    {
        var file = new Argument<FileInfo>("file") { Description = "A file that is not there yet. It gets its name once it is whole." };
        var command = new Command("export", "Writes all events and seals, of one moment, to a file. Passwords, sessions and keys are not in it. Works beside running hosts.") { file };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var export = job.Services.GetRequiredService<EventsExport>();
            var name = parsed.GetRequiredValue(file).FullName;
            var exported = await job.Report.ProgressAsync("Events", await export.CountAsync(cancellationToken), progress =>
                export.RunAsync(name, progress, cancellationToken));
            await job.Report.ShowAsync(exported, console => console.WriteLine(
                $"Exported {exported.Events} events of {exported.Streams} streams, and {exported.Seals} seals, to {name}"));
        });
        return command;
    }

    private static Command CreateImport()
    {
        var file = new Argument<FileInfo>("file") { Description = "What `events export` has written." };
        var command = new Command("import", "Fills an empty store from an export, all of it or nothing. The store must be one that no host was ever started on.") { file };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            await job.AssertNoOtherProgramAsync(cancellationToken);
            var name = parsed.GetRequiredValue(file).FullName;
            var imported = await job.Report.ProgressAsync("Events", null, progress => EventsImport.RunAsync(name, job.OwnerConnectionString, progress, cancellationToken));
            await job.Report.ShowAsync(imported, console =>
            {
                console.WriteLine($"Imported {imported.Events} events of {imported.Streams} streams, and {imported.Seals} seals. `audit verify` tells whether they are as they were sealed.");
                console.WriteLine("Nobody has a password yet: `users password NAME` gives one.");
            });
        });
        return command;
    }
}
