using UserDomain.Postgres.Tests.Projections;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Contracts;

/// <summary>The event store's contract on PostgreSQL.</summary>
public class PostgresEventStoreContract : EventStoreContract
{
    protected override Task<Stores> OpenAsync() => OwnDatabase.OpenAsync();
}

/// <summary>The views' contract on PostgreSQL.</summary>
public class PostgresViewsContract : ViewsContract
{
    protected override Task<Stores> OpenAsync() => OwnDatabase.OpenAsync();
}

/// <summary>The contract about names that are nobody's, on PostgreSQL.</summary>
public class PostgresStrangersContract : StrangersContract
{
    protected override Task<Stores> OpenAsync() => OwnDatabase.OpenAsync();
}

/// <summary>The contract of API keys on PostgreSQL.</summary>
public class PostgresApiKeysContract : ApiKeysContract
{
    protected override Task<Stores> OpenAsync() => OwnDatabase.OpenAsync();
}

/// <summary>The contract of keys for the REST endpoint on PostgreSQL.</summary>
public class PostgresRestKeysContract : RestKeysContract
{
    protected override Task<Stores> OpenAsync() => OwnDatabase.OpenAsync();
}

/// <summary>The contract of answers that are kept, on PostgreSQL.</summary>
public class PostgresKeptAnswersContract : KeptAnswersContract
{
    protected override Task<Stores> OpenAsync() => OwnDatabase.OpenAsync();
}

/// <summary>The contract of lists on PostgreSQL.</summary>
public class PostgresListingsContract : ListingsContract
{
    protected override Task<Stores> OpenAsync() => OwnDatabase.OpenAsync();
}

/// <summary>The contract of snapshots on PostgreSQL.</summary>
public class PostgresSnapshotsContract : SnapshotsContract
{
    protected override Task<Stores> OpenAsync() => OwnDatabase.OpenAsync();
}

/// <summary>The contract of rebuilds, by those of PostgreSQL.</summary>
public class PostgresRebuildContract : RebuildContract
{
    protected override async Task<RebuildableStore> OpenAsync()
    {
        var store = await RebuildStore.NewAsync();
        return new DamagedStore(store, async names =>
        {
            var outcomes = await store.Rebuilds.RebuildAsync(names, 10, serve: true, new Progress<long>(), default);
            return outcomes.FirstOrDefault(outcome => outcome.Failure is not null)?.Failure;
        });
    }
}

internal static class OwnDatabase
{
    /// <summary>A database that is dropped when the stores are closed.</summary>
    public static async Task<Stores> OpenAsync()
    {
        var database = await TestDatabase.NewAsync();
        var stores = await database.OpenAsync();
        return stores with
        {
            CloseAsync = async () =>
            {
                await stores.DisposeAsync();
                await database.DisposeAsync();
            },
        };
    }
}
