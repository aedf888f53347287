using UserDomain.EventSourcing;

namespace UserDomain.Host;

/// <summary>
/// Writes the snapshots that are due, those that wait together, beside the calls and never for one. What cannot be written now is due again some changes later;
/// where some cannot be written together, each is tried by itself.
/// </summary>
internal sealed partial class Snapshotting(SnapshotQueue due, ISnapshots snapshots, ILogger<Snapshotting> log) : BackgroundService
{
    private bool isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var states in due.TakeAsync(stoppingToken))
        {
            if (await TryAsync(states, stoppingToken) is null)
            {
                Note(null);
                continue;
            }

            foreach (var state in states)
                Note(await TryAsync([state], stoppingToken));
        }
    }

    private async Task<Exception?> TryAsync(IReadOnlyList<UserState> states, CancellationToken cancellationToken)
    {
        try
        {
            await snapshots.KeepAsync(states, cancellationToken);
            return null;
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            return wrong;
        }
    }

    private void Note(Exception? wrong)
    {
        if (wrong is not null && !isFailing)
            NotWritten(wrong);
        isFailing = wrong is not null;
    }

    [LoggerMessage(1, LogLevel.Warning, "A snapshot of a user could not be written. Calls are not affected, but loading users with a long history takes longer; it is said once until it works again.")]
    private partial void NotWritten(Exception wrong);
}
