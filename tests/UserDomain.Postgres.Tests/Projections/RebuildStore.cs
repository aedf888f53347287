using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UserDomain.Model;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Views;
using UserDomain.Specs;
using static UserDomain.Postgres.Parameters;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>A store whose views are made anew, and what they ought to hold: a fold of all events, by nothing that a rebuild uses but the views themselves.</summary>
internal sealed class RebuildStore : IAsyncDisposable
{
    private readonly Database opened;

    private RebuildStore(TestDatabase database, Stores stores, Database opened) => (Database, Stores, this.opened) = (database, stores, opened);

    public TestDatabase Database { get; }

    public Stores Stores { get; }

    public Rebuilds Rebuilds => new(opened, Database.ConnectionString, TimeProvider.System);

    public OrderedReader Reader
    {
        get
        {
            var reconnecting = new Reconnecting(TimeProvider.System);
            return new(opened, reconnecting, new(opened, reconnecting, TimeProvider.System));
        }
    }

    /// <param name="engine">What the stores are on; PostgreSQL alone where it does not say.</param>
    public static async Task<RebuildStore> NewAsync(Func<IServiceCollection, IServiceCollection>? engine = null)
    {
        var database = await TestDatabase.NewAsync();
        var pooled = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = true, MaxPoolSize = 32 }.ConnectionString;
        return new(database, await TestDatabase.OpenAsync(database.ConnectionString, engine: engine), await Postgres.Database.OpenAsync(pooled, default));
    }

    /// <summary>One with a history of some users in it, followed by all views.</summary>
    public static async Task<RebuildStore> LivedInAsync(int seed = 1)
    {
        var store = await NewAsync();
        await RandomLife.LiveAsync(store.Stores, new Random(seed), users: 12, steps: 80);
        await store.FollowAsync();
        return store;
    }

    public Task<IReadOnlyList<RebuildOutcome>> RebuildAllAsync(bool serve = true, CancellationToken cancellationToken = default) =>
        Rebuilds.RebuildAsync(Rebuilds.Names, 10, serve, new Progress<long>(), cancellationToken);

    public async Task<RebuildOutcome> RebuildAsync(string view, bool serve = true) =>
        (await Rebuilds.RebuildAsync([view], 10, serve, new Progress<long>(), default))[0];

    public Task<RebuildOutcome> DiffAsync(string view) => Rebuilds.DiffAsync(view, 10, new Progress<long>(), default);

    public Task<RebuildOutcome> SwitchAsync(string view) => Rebuilds.SwitchAsync(view, 10, default);

    /// <summary>Brings the views that follow from behind to the last event, as their workers do.</summary>
    public async Task FollowAsync()
    {
        var end = await Reader.ReachedAsync(0, default);
        foreach (var projection in ViewTables.All.Where(projection => projection.Timing == Timing.Async))
        {
            await using var connection = await Database.ConnectAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var from = await AskAsync(connection, $"""
                insert into mt_event_progression (name, last_seq_id) values ('{projection.Name}', 0)
                on conflict (name) do update set last_updated = now() returning last_seq_id
                """);
            await foreach (var page in Reader.ReadPagesAsync(from, end, default))
            {
                var folded = await new PageFold(projection, projection.Table, new HashSet<long>()).FoldAsync(connection, from, page, default);
                await using var batch = new NpgsqlBatch(connection);
                projection.Table.AddChanges(batch, folded.Changes);
                batch.Add("update mt_event_progression set last_seq_id = $2 where name = $1", P(projection.Name), P((long?)folded.Last));
                await batch.ExecuteNonQueryAsync();
            }

            await transaction.CommitAsync();
        }
    }

    /// <summary>Every view served is what all events come to.</summary>
    public async Task MustBeTrueAsync()
    {
        foreach (var projection in ViewTables.All)
            (await ServedAsync(projection)).Should().Equal(await TruthAsync(projection), $"{projection.Name} is what the events say");
    }

    /// <summary>What the table served holds, by id.</summary>
    public async Task<IReadOnlyList<string>> ServedAsync(Projection projection)
    {
        var rows = await Database.ListAsync($"select id || chr(10) || data::text from {projection.Table.Name}");
        return [.. rows.Select(row => row.Split('\n', 2)).Select(parts => $"{parts[0]} {Sorted(JsonNode.Parse(parts[1]))}").Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        await opened.DisposeAsync();
        await Stores.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>What a view's table ought to hold, by id.</summary>
    public async Task<IReadOnlyList<string>> TruthAsync(Projection projection)
    {
        var documents = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var sequenced in await Stores.ReadAllAsync())
        {
            var needs = projection.NeedsDocument(sequenced);
            foreach (var change in projection.Project(needs is null ? null : documents.GetValueOrDefault(needs), sequenced))
            {
                if (change.Document is { } document)
                    documents[change.Id] = document;
                else
                    documents.Remove(change.Id);
            }
        }

        return [.. documents.Select(pair => $"{pair.Key} {Sorted(JsonSerializer.SerializeToNode(pair.Value, pair.Value.GetType(), StoredEvents.Json))}")
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>jsonb keeps members in an order of its own.</summary>
    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject o => $"{{{string.Join(',', o.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{Sorted(member.Value)}"))}}}",
        JsonArray a => $"[{string.Join(',', a.Select(Sorted))}]",
        JsonValue v when v.GetValueKind() == JsonValueKind.String => $"'{v.GetValue<string>()}'",
        _ => node?.ToJsonString() ?? "null",
    };

    private static async Task<long> AskAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
