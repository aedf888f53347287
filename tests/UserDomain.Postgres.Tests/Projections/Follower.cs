using Microsoft.Extensions.DependencyInjection;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>One host's worker of one view, with connections of its own.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ServiceProvider parts;
    private readonly Task work;

    private Follower(ServiceProvider parts, string view)
    {
        this.parts = parts;
        work = ActivatorUtilities.CreateInstance<ViewWorker>(parts, ViewTables.Find(view)!).RunAsync(stopping.Token);
    }

    public static Task<Follower> StartAsync(TestDatabase database, string view) => StartAsync(database.ConnectionString, view);

    public static async Task<Follower> StartAsync(string connectionString, string view) => new(await TestDatabase.OpenPartsAsync(connectionString), view);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
        await parts.DisposeAsync();
    }
}
