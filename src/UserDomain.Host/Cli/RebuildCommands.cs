using System.CommandLine;
using UserDomain.Postgres.Projections;

namespace UserDomain.Host.Cli;

/// <summary><c>projections rebuild | diff | switch | rollback</c>: views made anew from the events, beside running hosts.</summary>
internal static class RebuildCommands
{
    private static Option<int> Limit() => new("--limit") { Description = "How many rows that differ are shown with both values.", DefaultValueFactory = _ => 10 };

    public static Command CreateRebuild()
    {
        var name = new Argument<string?>("name") { Description = "The view.", Arity = ArgumentArity.ZeroOrOne };
        name.AcceptOnlyFromAmong([.. Rebuilds.Names]);
        var (all, noSwitch, limit) = (new Option<bool>("--all") { Description = "Every view, over one reading of the events." },
            new Option<bool>("--no-switch") { Description = "Only make the new table; 'switch' serves it." }, Limit());
        var command = new Command("rebuild", "Makes a view anew from the events while the old one is served, shows how they differ, and switches to the new one.") { name, all, noSwitch, limit };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var names = (parsed.GetValue(name), parsed.GetValue(all)) switch
            {
                (null, true) => Rebuilds.Names,
                ({ } one, false) => [one],
                _ => throw new StartupException("Name one view, or say --all."),
            };
            var rebuilds = await OfAsync(job, cancellationToken);
            var outcomes = await job.Report.ProgressAsync("Events", await rebuilds.ReachedAsync(cancellationToken), progress =>
                rebuilds.RebuildAsync(names, parsed.GetValue(limit), !parsed.GetValue(noSwitch), progress, cancellationToken));
            await RebuildReport.ShowAsync(job.Report, outcomes);
            return outcomes.Any(outcome => outcome.Failure is not null) ? Exit.Failed : Exit.Done;
        });
        return command;
    }

    public static Command CreateDiff()
    {
        var (name, limit) = (Name(), Limit());
        var command = new Command("diff", "Shows how a view differs from what the events say. The table that it is compared with waits for 'switch' afterwards.") { name, limit };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var rebuilds = await OfAsync(job, cancellationToken);
            var outcome = await job.Report.ProgressAsync("Events", await rebuilds.ReachedAsync(cancellationToken), progress =>
                rebuilds.DiffAsync(parsed.GetRequiredValue(name), parsed.GetValue(limit), progress, cancellationToken));
            await RebuildReport.ShowAsync(job.Report, [outcome]);
            return outcome.Failure is not null ? Exit.Failed : outcome.Differences is { Total: 0 } ? Exit.Done : Exit.Found;
        });
        return command;
    }

    public static Command CreateSwitch()
    {
        var (name, limit) = (Name(), Limit());
        var command = new Command("switch", "Serves the table that 'rebuild --no-switch' or 'diff' has made, brought up to date.") { name, limit };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var rebuilds = await OfAsync(job, cancellationToken);
            await RebuildReport.ShowAsync(job.Report, [await rebuilds.SwitchAsync(parsed.GetRequiredValue(name), parsed.GetValue(limit), cancellationToken)]);
        });
        return command;
    }

    public static Command CreateRollback()
    {
        var name = Name();
        var command = new Command("rollback", "Goes back to the table that was served before the last switch, brought up to date. Once more goes forward again.") { name };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var rebuilds = await OfAsync(job, cancellationToken);
            await RebuildReport.ShowAsync(job.Report, [await rebuilds.RollbackAsync(parsed.GetRequiredValue(name), cancellationToken)]);
        });
        return command;
    }

    private static Argument<string> Name() => ProjectionsCommands.View("The view.", Rebuilds.Names);

    private static async Task<Rebuilds> OfAsync(Job job, CancellationToken cancellationToken)
    {
        await job.AssertNoOtherProgramAsync(cancellationToken);
        return new(job.Database, job.OwnerConnectionString, TimeProvider.System);
    }
}
