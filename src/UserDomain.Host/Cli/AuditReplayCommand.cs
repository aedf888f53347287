using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres;
using UserDomain.Postgres.Record;

namespace UserDomain.Host.Cli;

/// <summary><c>audit replay</c>: the record as lines of JSON.</summary>
internal static class AuditReplayCommand
{
    public static Command Create()
    {
        var from = Time("--from", "Leaves out what was recorded before this time.");
        var to = Time("--to", "Leaves out what was recorded at this time and after.");
        var user = new Option<string?>("--user") { Description = "Shows one user's events only: his name, or his id." };
        var command = new Command("replay", "Writes every event in order to standard output, one line of JSON each.") { from, to, user };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            await job.AssertNoOtherProgramAsync(cancellationToken);
            var one = parsed.GetValue(user) is { } named ? await FindAsync(job, named, cancellationToken) : (UserId?)null;
            await WriteAsync(job, new(parsed.GetValue(from), parsed.GetValue(to), one), cancellationToken);
        });
        return command;
    }

    private static async Task WriteAsync(Job job, ReplayRange range, CancellationToken cancellationToken)
    {
        var replay = job.Services.GetRequiredService<Replay>();
        await using var output = new StandardOutput();
        try
        {
            await job.Report.ProgressAsync("Events", await replay.ReachedAsync(cancellationToken), progress =>
                replay.RunAsync(range, output, progress, cancellationToken));
        }
        catch (IOException) when (output.IsClosed)
        {
            // whoever reads has enough
        }
        catch (IOException full)
        {
            throw new JobException(full.Message, full);
        }
    }

    private static async Task<UserId> FindAsync(Job job, string named, CancellationToken cancellationToken) =>
        long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new(id)
            : await job.Services.GetRequiredService<IViews>().FindUserIdAsync(TextKey.Of(named), cancellationToken)
                ?? throw new JobException($"There is no user {named}.");

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = $"{description} Such as 2026-11-24T18:00:00Z; in UTC where it does not say.",
        CustomParser = Read,
    };

    private static DateTimeOffset? Read(ArgumentResult given)
    {
        if (DateTimeOffset.TryParse(given.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time;
        given.AddError($"{given.Tokens[0].Value} is no time. It looks like 2026-11-24T18:00:00Z.");
        return null;
    }
}
