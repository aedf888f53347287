using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Postgres;
using UserDomain.Postgres.Record;

namespace UserDomain.Host;

/// <summary>Seals every few seconds what was recorded meanwhile. Of several hosts one does at a time; what cannot be sealed now is the next time.</summary>
internal sealed partial class Sealing(Sealer sealer, TimeProvider clock, ILogger<Sealing> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private string? told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sealer.SealAsync(patient: false, null, stoppingToken);
                told = null;
            }
            catch (Exception wrong) when (wrong is NpgsqlException or StoreUnavailableException)
            {
                NotSealed(wrong);
            }
            catch (JobException others) when (others.Message != told)
            {
                Others(told = others.Message); // once, until it is another event
            }
            catch (JobException)
            {
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "What was recorded is not sealed yet; it is tried again in a few seconds.")]
    private partial void NotSealed(Exception wrong);

    [LoggerMessage(2, LogLevel.Error, "What is recorded is not sealed any more. {Reason}")]
    private partial void Others(string reason);
}
