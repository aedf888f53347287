using UserDomain.EventSourcing;

namespace UserDomain.Host;

/// <summary>Writes the snapshots that are due, one at a time, beside the calls and never for one. What cannot be written now is due again some changes later.</summary>
internal sealed partial class Snapshotting(SnapshotQueue due, ISnapshots snapshots, ILogger<Snapshotting> log) : BackgroundService
{
    private bool isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var state in due.TakeAsync(stoppingToken))
        {
            try
            {
                await snapshots.KeepAsync(state, stoppingToken);
                isFailing = false;
            }
            catch (Exception wrong) when (wrong is not OperationCanceledException)
            {
                if (!isFailing)
                    NotWritten(wrong);
                isFailing = true;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A snapshot of a user could not be written. Calls are not affected, but loading users with a long history takes longer; it is said once until it works again.")]
    private partial void NotWritten(Exception wrong);
}
