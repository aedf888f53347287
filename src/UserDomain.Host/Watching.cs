using Npgsql;
using UserDomain.Postgres.Projections;

namespace UserDomain.Host;

/// <summary>Asks every two seconds where the views stand that follow the events, so that probes and metrics ask the database nothing.</summary>
internal sealed class Watching(ViewMonitor monitor, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private volatile ViewStandings latest = Unknown;

    /// <summary>Where they stood last; nothing where that is not known now.</summary>
    public ViewStandings Latest => latest;

    private static ViewStandings Unknown { get; } = new([], null);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                latest = await monitor.ReadAsync(stoppingToken);
            }
            catch (NpgsqlException)
            {
                latest = Unknown; // that the database does not answer is told elsewhere
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
