using UserDomain.Postgres;
using UserDomain.Postgres.Engines;

namespace UserDomain.Host;

/// <summary>Keeps the host's hold on its database. A host that has lost it, and finds another engine there, ends: it would write beside that one.</summary>
internal sealed partial class Holding(EngineHold hold, IHostApplicationLifetime host, ILogger<Holding> log) : BackgroundService
{
    /// <summary>Why it had the host end; none while it holds.</summary>
    public PostgresSetupException? Lost { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await hold.KeepAsync(stoppingToken);
        }
        catch (PostgresSetupException other)
        {
            Lost = other;
            MustEnd(other.Message);
            host.StopApplication();
        }
    }

    [LoggerMessage(1, LogLevel.Critical, "This host ends. {Reason}")]
    private partial void MustEnd(string reason);
}
