using global::Marten;
using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Npgsql;
using UserDomain.Postgres.Views;

namespace UserDomain.Marten;

/// <summary>
/// Makes views that are written with the events anew by Marten's daemon, in place: its teardown empties a view's table, then it folds the events over it, page by
/// page. Meanwhile appends wait, and views are seen half made; so it is for a store that nobody uses, as after another fold was released. The verb
/// <c>projections rebuild</c> works beside running hosts, on either engine's tables, and is what a venue in service takes. Where a name was freed and taken by
/// two who waited for each other, the daemon meets the taker first and fails on the index; the verb does not. What fails or is cancelled leaves views that are
/// empty or half made, which must be made anew, by this or the verb, before anybody appends.
/// </summary>
public static class MartenRebuild
{
    /// <summary>
    /// Nobody appends meanwhile: the daemon goes by gaps and times, and may pass an event that commits late. The lock's session idles for as long as the
    /// daemon works, and the server would end it, and the lock with it, after a minute.
    /// </summary>
    private const string HoldAppends = "set local idle_in_transaction_session_timeout = 0; lock table public.mt_streams in share row exclusive mode";

    /// <summary>Fails where the lock's session is no more.</summary>
    private const string StillHeld = "select 1";

    /// <summary>The daemon's marks of how far it was. Workers of ours go by names without a shard, and none of these is theirs.</summary>
    private const string Forget = "delete from public.mt_event_progression where name like 'HighWater%' or name like '%:All'";

    private static readonly TimeSpan LongestShard = TimeSpan.FromHours(6);

    /// <summary>The views that are written with the events.</summary>
    public static IReadOnlyList<string> Names => [.. Inline.Select(projection => projection.Name)];

    private static IEnumerable<Projection> Inline => ViewTables.All.Where(projection => projection.Timing == Timing.Inline);

    /// <param name="ownerConnectionString">Of the owner, who may make the functions that the daemon wants.</param>
    public static async Task RunAsync(string ownerConnectionString, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(ownerConnectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var store = new DocumentStore(OptionsFor(source));
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using var holding = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, HoldAppends, cancellationToken);
        using (var daemon = await store.BuildProjectionDaemonAsync())
        {
            foreach (var name in names)
            {
                await daemon.RebuildProjectionAsync(name, LongestShard, cancellationToken);
                await ExecuteAsync(connection, StillHeld, cancellationToken);
            }
        }

        await ExecuteAsync(connection, Forget, cancellationToken);
        await holding.CommitAsync(cancellationToken);
    }

    private static StoreOptions OptionsFor(NpgsqlDataSource source)
    {
        var options = MartenStore.OptionsFor(source);
        options.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
        options.Projections.AsyncMode = DaemonMode.ExternallyManaged; // it is run from here; else Marten prints that nobody does
        foreach (var projection in Inline)
        {
            var kind = ViewKinds.Of(projection.Table.View);
            options.Projections.Add(new DaemonFold(projection, kind), ProjectionLifecycle.Async, projection.Name, daemon => daemon.DeleteViewTypeOnTeardown(kind.Document));
        }

        return options;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
