using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Tests;

/// <summary>Brings the views that follow from behind up to date, as their workers do: for tests of what is read from them.</summary>
public static class AsyncViews
{
    /// <summary>Folds all events into them once more; what is there already comes out the same.</summary>
    public static async Task CatchUpAsync(string connectionString)
    {
        await using var database = await Database.OpenAsync(connectionString, default);
        await using var services = new ServiceCollection().AddPostgres().AddSingleton(database).BuildServiceProvider();
        var reader = services.GetRequiredService<OrderedReader>();
        var reached = await reader.ReachedAsync(0, default);
        foreach (var projection in ViewTables.All.Where(projection => projection.Timing == Timing.Async))
            await FoldAsync(projection, reader.ReadPagesAsync(0, reached, default), database);
    }

    private static async Task FoldAsync(Projection projection, IAsyncEnumerable<IReadOnlyList<StoredEvent>> pages, Database database)
    {
        var fold = new PageFold(projection, projection.Table, new HashSet<long>());
        await using var connection = await database.Source.OpenConnectionAsync();
        var last = 0L;
        await foreach (var page in pages)
        {
            var folded = await fold.FoldAsync(connection, last, page, default);
            folded.Stop.Should().BeNull();
            await using var batch = new NpgsqlBatch(connection);
            projection.Table.AddChanges(batch, folded.Changes);
            if (batch.BatchCommands.Count > 0)
                await batch.ExecuteNonQueryAsync();
            last = folded.Last;
        }
    }
}
