using UserDomain.Postgres.Projections;

namespace UserDomain.Host;

/// <summary>Has the views that are not written with the events follow them, as long as the host runs.</summary>
internal sealed class Following(ViewWorkers views) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => views.RunAsync(stoppingToken);
}
