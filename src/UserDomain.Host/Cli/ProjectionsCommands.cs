using System.CommandLine;
using UserDomain.Postgres.Projections;
using UserDomain.Projections;

namespace UserDomain.Host.Cli;

/// <summary><c>projections …</c>: the views, how far they are behind the events, and what is to become of one that an event stopped.</summary>
internal static class ProjectionsCommands
{
    public static Command Create() => new("projections", "The views, which are folded from the events.")
    {
        Jobs.Json,
        CreateList(), CreateStatus(), CreateRetry(), CreateSkip(),
        RebuildCommands.CreateRebuild(), RebuildCommands.CreateDiff(), RebuildCommands.CreateSwitch(), RebuildCommands.CreateRollback(),
    };

    /// <summary>A view by its name, which is completed and checked.</summary>
    public static Argument<string> View(string description, IReadOnlyList<string> names)
    {
        var view = new Argument<string>("name") { Description = description };
        view.AcceptOnlyFromAmong([.. names]);
        return view;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "Lists the views, and how each comes to its documents.");
        command.Works((job, _, _) => job.Report.ShowTableAsync(
            ViewNames.All, ("name", view => view.Name), ("table", view => view.Table), ("written", view => view.Follows ? "behind the events" : "with the events")));
        return command;
    }

    private static Command CreateStatus()
    {
        var command = new Command("status", "Shows how far the views that follow the events are behind, who follows, and what is stopped. Exits with 2 where a view is stopped.");
        command.Works(async (job, _, cancellationToken) =>
        {
            var standings = await job.Services.GetRequiredService<ViewMonitor>().ReadAsync(cancellationToken);
            await job.Report.ShowAsync(standings, console => ProjectionsStatus.Draw(console, standings));
            return standings.Views.Any(view => view.Stop is not null) ? Exit.Found : Exit.Done;
        });
        return command;
    }

    private static Command CreateRetry()
    {
        var view = View("The view that an event stopped.", ViewNames.Following);
        var command = new Command("retry", "Has a stopped view try the event that stopped it again.") { view };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            await job.SendAsync(new RetryView(parsed.GetRequiredValue(view)), cancellationToken);
            await job.Report.SayAsync("It is tried again.");
        });
        return command;
    }

    private static Command CreateSkip()
    {
        var view = View("The view that an event stopped.", ViewNames.Following);
        var place = new Option<long>("--event") { Description = "The place of the event that stopped it, as 'projections status' shows it.", Required = true };
        var command = new Command("skip", "Has a stopped view pass over the event that stopped it, for good: what it shows lacks that event.") { view, place };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            await job.SendAsync(new SkipViewEvent(parsed.GetRequiredValue(view), parsed.GetValue(place)), cancellationToken);
            await job.Report.SayAsync("The event is passed over.");
        });
        return command;
    }
}
