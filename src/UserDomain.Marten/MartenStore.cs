using global::Marten;
using global::Marten.Services;
using JasperFx;
using JasperFx.Events;
using Npgsql;
using UserDomain.Model;
using UserDomain.Postgres;

namespace UserDomain.Marten;

/// <summary>
/// Marten on the tables that the migrations make. What is written goes over connections of the database's own, in transactions that are
/// begun and ended here; those that Marten opens by itself may only read, so that nothing gets past that. They are few: what is asked by it is short.
/// </summary>
internal sealed class MartenStore : IAsyncDisposable
{
    private readonly Reconnecting reconnecting;
    private readonly NpgsqlDataSource reading;
    private readonly DocumentStore store;

    public MartenStore(Database database, Reconnecting reconnecting)
    {
        this.reconnecting = reconnecting;
        reading = database.OpenForReading();
        store = new DocumentStore(OptionsFor(reading));
    }

    /// <summary>Asks by a session that only reads, again while the database does not answer.</summary>
    public Task<T> AskAsync<T>(Func<IQuerySession, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        reconnecting.RunAsync(token => Unwrapped.RunAsync(async () =>
        {
            await using var session = store.QuerySession();
            return await ask(session, token);
        }), cancellationToken);

    /// <summary>A session that writes within a transaction, and leaves its end to whoever began it.</summary>
    public IDocumentSession Write(NpgsqlTransaction transaction) => store.LightweightSession(SessionOptions.ForTransaction(transaction));

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await reading.DisposeAsync();
    }

    /// <summary>How Marten sees the database: the layout of <c>src/UserDomain.Postgres/Schema</c>, of which it makes nothing itself.</summary>
    public static StoreOptions OptionsFor(NpgsqlDataSource source)
    {
        var options = new StoreOptions { AutoCreateSchemaObjects = AutoCreate.None, DatabaseSchemaName = "public" };
        options.Connection(source);
        options.UseSystemTextJsonForSerialization(StoredJson.Options);
        options.ConfigurePolly(_ => { }); // what is tried again is tried as a whole, by who knows whether it may have happened
        options.ConfigureWritePolly(_ => { });
        options.Listeners.Add(new NoTombstones());
        MapEvents(options);
        foreach (var kind in ViewKinds.All)
            kind.MapTo(options);
        return options;
    }

    private static void MapEvents(StoreOptions options)
    {
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.AppendMode = EventAppendMode.Rich; // the quick modes draw places inside one statement, and lose updates of views where no version is asserted
        options.Events.MetadataConfig.EnableAll();
        options.Events.MetadataConfig.UserNameEnabled = true;
        foreach (var (name, type) in StoredEvents.All)
            options.Events.MapEventType(type, name);
    }
}
