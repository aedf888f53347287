using Microsoft.Extensions.Logging;
using UserDomain.Postgres.Views;
using UserDomain.Projections;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// Follows the events with one view, at one host at a time: whoever has the view's lock writes, the others wait for it. An event that cannot
/// be folded stops the view until somebody at the server says what is to be done about it; nothing is passed over by itself.
/// </summary>
internal sealed partial class ViewWorker(
    Projection view, Database database, SharedPages pages, SkippedEvents skipped, IViewStops stops, TimeProvider clock, ILogger<ViewWorker> log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private bool failed;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var session = await ViewSession.OpenAsync(database, view.Name, clock, cancellationToken);
                pages.StartAgain();
                while (true)
                    await FollowAsync(session, cancellationToken);
            }
            catch (Exception wrong) when (!cancellationToken.IsCancellationRequested)
            {
                if (!failed)
                    CannotFollow(view.Name, wrong); // told once, until it works again
                failed = true;
            }

            await Task.Delay(PauseAfterFailure, clock, cancellationToken);
        }
    }

    /// <summary>Until an event stops it, and then until somebody has said what is to be done.</summary>
    private async Task FollowAsync(ViewSession session, CancellationToken cancellationToken)
    {
        await WaitWhileStoppedAsync(session, cancellationToken);
        var fold = new PageFold(view, view.Table, await skipped.ReadAsync(view.Name, cancellationToken));
        var writer = new PageWriter(session.Connection, view, fold);
        while (await CatchUpAsync(session, writer, cancellationToken) != Written.UpToAStop)
            await Task.Delay(Poll, clock, cancellationToken);
    }

    private async Task WaitWhileStoppedAsync(ViewSession session, CancellationToken cancellationToken)
    {
        if (!(await session.ProgressAsync(cancellationToken)).IsStopped)
            return;
        if (await stops.FindAsync(view.Name, cancellationToken) is { } stop)
            IsStopped(view.Name, stop.Event, stop.Stream, stop.Reason);
        while ((await session.ProgressAsync(cancellationToken)).IsStopped)
            await Task.Delay(Poll, clock, cancellationToken);
        GoesOn(view.Name);
    }

    private async Task<Written> CatchUpAsync(ViewSession session, PageWriter writer, CancellationToken cancellationToken)
    {
        var (place, drawn, isStopped) = await session.ProgressAsync(cancellationToken);
        failed = false;
        pages.ForgetOld();
        if (isStopped)
            return Written.UpToAStop;
        while (place < drawn && await pages.NextAsync(view.Name, place, cancellationToken) is var page && page.UpTo > place)
        {
            if (await writer.WriteAsync(place, page, page.UpTo, cancellationToken) is var outcome and not Written.Whole)
            {
                pages.Forget(place);
                return outcome;
            }

            place = page.UpTo; // also past places that were rolled back
        }

        return Written.Whole;
    }

    [LoggerMessage(1, LogLevel.Error, "The view {View} cannot follow the events now; it is tried again every second.")]
    private partial void CannotFollow(string view, Exception wrong);

    [LoggerMessage(2, LogLevel.Error, "The view {View} is stopped by event {Event} of {Stream}, until 'projections retry' or 'projections skip': {Reason}")]
    private partial void IsStopped(string view, long @event, string stream, string reason);

    [LoggerMessage(3, LogLevel.Information, "The view {View} goes on.")]
    private partial void GoesOn(string view);
}
