using Microsoft.Extensions.DependencyInjection;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>All views that follow the events from behind, each with a worker of its own.</summary>
public sealed class ViewWorkers
{
    private readonly IReadOnlyList<ViewWorker> workers;

    private ViewWorkers(IReadOnlyList<ViewWorker> workers) => this.workers = workers;

    internal static ViewWorkers Of(IServiceProvider parts) => new(
        [.. ViewTables.All.Where(view => view.Timing == Timing.Async).Select(view => ActivatorUtilities.CreateInstance<ViewWorker>(parts, view))]);

    /// <summary>Works until it is told to stop, whatever happens to the database.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(workers.Select(worker => worker.RunAsync(cancellationToken)));
}
