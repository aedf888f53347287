using Npgsql;
using UserDomain.Postgres.SignIn;

namespace UserDomain.Host;

/// <summary>Takes out old nonces when the host starts and each minute, a batch at a time. What cannot be done now is done the next time.</summary>
internal sealed partial class Sweeping(NonceSweep nonces, TimeProvider clock, ILogger<Sweeping> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await SweepAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await nonces.SweepAsync(cancellationToken) == NonceSweep.Batch)
                await Task.Yield();
        }
        catch (NpgsqlException wrong)
        {
            NotSwept(wrong);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Old nonces were not swept; they will be in a minute.")]
    private partial void NotSwept(Exception wrong);
}
