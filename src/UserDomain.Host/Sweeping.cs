using Npgsql;
using UserDomain.Postgres;

namespace UserDomain.Host;

/// <summary>Takes out what need not be remembered when the host starts and each minute. What cannot be done now is done the next time.</summary>
internal sealed partial class Sweeping(Sweep sweep, TimeProvider clock, ILogger<Sweeping> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await sweep.RunAsync(stoppingToken);
            }
            catch (NpgsqlException wrong)
            {
                NotSwept(wrong);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Warning, "What is out of date was not swept; it will be in a minute.")]
    private partial void NotSwept(Exception wrong);
}
