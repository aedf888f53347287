using global::Marten;
using JasperFx;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Npgsql;
using UserDomain.Postgres;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Views;

namespace UserDomain.Marten;

/// <summary>
/// Makes views that are written with the events anew by Marten's daemon, in place: its teardown empties a view's table, then it folds the events over it, page by
/// page. Meanwhile appends wait, and views are seen half made; so it is for a store that nobody uses, as after another fold was released. The verb
/// <c>projections rebuild</c> works beside running hosts, on either engine's tables, and is what a venue in service takes. Where a name was freed and taken by
/// two who waited for each other, the daemon meets the taker first and fails on the index; the verb does not. A view that fails, or is cancelled, is put back as
/// it was before anybody may append. Whoever is killed amid it, or loses the lock's session, leaves one that is empty or half made, and must be made anew.
/// </summary>
public static class MartenRebuild
{
    /// <summary>
    /// Nobody appends meanwhile: the daemon goes by gaps and times, and may pass an event that commits late. The lock's session idles for as long as the
    /// daemon works, and the server would end it, and the lock with it, after a minute.
    /// </summary>
    private const string HoldAppends = "set local idle_in_transaction_session_timeout = 0; lock table public.mt_streams in share row exclusive mode";

    /// <summary>Seen by nobody else, and gone with its session. That holds nothing, for the teardown must have the view's table to itself.</summary>
    private const string Keep = "drop table if exists kept; create temp table kept as select * from ";

    /// <summary>Fails where the lock's session is no more.</summary>
    private const string StillHeld = "select 1";

    /// <summary>The daemon's marks of how far it was. Workers of ours go by names without a shard, and none of these is theirs.</summary>
    private const string Forget = "delete from public.mt_event_progression where name like 'HighWater%' or name like '%:All'";

    private static readonly TimeSpan LongestShard = TimeSpan.FromHours(6);

    /// <summary>The views that are written with the events.</summary>
    public static IReadOnlyList<string> Names => [.. Inline.Select(projection => projection.Name)];

    private static IEnumerable<Projection> Inline => ViewTables.All.Where(projection => projection.Timing == Timing.Inline);

    /// <param name="ownerConnectionString">Of the owner, who may make the functions that the daemon wants.</param>
    /// <exception cref="PostgresSetupException">A host, or verb, of another engine is alive. Nothing was changed.</exception>
    /// <exception cref="JobException">A program that is no host of ours writes events, and nothing was changed; or a view could not be made, and says how it is now.</exception>
    public static async Task RunAsync(string ownerConnectionString, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        await using var database = await Database.OpenAsync(ownerConnectionString, cancellationToken);
        await using var hold = new EngineHold(database, Engine.Marten, TimeProvider.System);
        await hold.TakeAsync("rebuild", cancellationToken);
        await OtherPrograms.AssertNoneAsync(ownerConnectionString, cancellationToken); // before it is waited for
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ownerConnectionString) { ApplicationName = SessionName.Mine });
        await using var store = new DocumentStore(OptionsFor(source));
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var keeping = await source.OpenConnectionAsync(cancellationToken);
        await using var holding = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, HoldAppends, cancellationToken);
        await OtherPrograms.AssertNoneAsync(ownerConnectionString, cancellationToken);
        foreach (var name in names)
            await MakeAnewAsync(store, name, connection, keeping, cancellationToken);
        await ExecuteAsync(connection, Forget, cancellationToken);
        await holding.CommitAsync(cancellationToken);
    }

    /// <param name="holding">Has the lock.</param>
    /// <param name="keeping">Has the view as it was.</param>
    private static async Task MakeAnewAsync(DocumentStore store, string name, NpgsqlConnection holding, NpgsqlConnection keeping, CancellationToken cancellationToken)
    {
        var table = Inline.Single(projection => projection.Name == name).Table.Name;
        await ExecuteAsync(keeping, Keep + table, cancellationToken);
        try
        {
            await RunDaemonAsync(store, name, cancellationToken);
            await ExecuteAsync(holding, StillHeld, default);
        }
        catch (Exception wrong)
        {
            if (!await PutBackAsync(table, holding, keeping))
                throw new JobException($"{name} is empty or half made, or lacks what was appended meanwhile: nobody may append until 'projections rebuild {name}' has made it anew.", wrong);
            cancellationToken.ThrowIfCancellationRequested();
            throw new JobException($"Marten's daemon could not make {name} anew ({PoisonReason.Of(wrong)}). It is as it was before.", wrong);
        }
    }

    /// <summary>Once it comes back, however it does, nothing of it is under way.</summary>
    private static async Task RunDaemonAsync(DocumentStore store, string name, CancellationToken cancellationToken)
    {
        using var daemon = await store.BuildProjectionDaemonAsync();
        try
        {
            await daemon.RebuildProjectionAsync(name, LongestShard, cancellationToken);
        }
        finally
        {
            await daemon.StopAllAsync();
        }
    }

    /// <returns>False where it cannot be: also where the lock is lost, since what was appended meanwhile does not stand in what was kept.</returns>
    private static async Task<bool> PutBackAsync(string table, NpgsqlConnection holding, NpgsqlConnection keeping)
    {
        try
        {
            await ExecuteAsync(holding, StillHeld, default);
            await ExecuteAsync(keeping, $"delete from {table}; insert into {table} select * from kept; {Forget}", default);
            return true;
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
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
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
