using UserDomain.Postgres;
using UserDomain.Postgres.Tests.Projections;
using UserDomain.Specs;

namespace UserDomain.Marten.Tests.Contracts;

/// <summary>The event store's contract on Marten.</summary>
public sealed class MartenEventStoreContract : EventStoreContract
{
    protected override Task<Stores> OpenAsync() => MartenDatabase.OpenAsync();
}

/// <summary>The views' contract on Marten.</summary>
public sealed class MartenViewsContract : ViewsContract
{
    protected override Task<Stores> OpenAsync() => MartenDatabase.OpenAsync();
}

/// <summary>The contract about names that are nobody's, beside Marten.</summary>
public sealed class MartenStrangersContract : StrangersContract
{
    protected override Task<Stores> OpenAsync() => MartenDatabase.OpenAsync();
}

/// <summary>The contract of API keys beside Marten.</summary>
public sealed class MartenApiKeysContract : ApiKeysContract
{
    protected override Task<Stores> OpenAsync() => MartenDatabase.OpenAsync();
}

/// <summary>The contract of keys for the REST endpoint beside Marten.</summary>
public sealed class MartenRestKeysContract : RestKeysContract
{
    protected override Task<Stores> OpenAsync() => MartenDatabase.OpenAsync();
}

/// <summary>The contract of answers that are kept, beside Marten.</summary>
public sealed class MartenKeptAnswersContract : KeptAnswersContract
{
    protected override Task<Stores> OpenAsync() => MartenDatabase.OpenAsync();
}

/// <summary>The contract of lists on what Marten has written.</summary>
public sealed class MartenListingsContract : ListingsContract
{
    protected override Task<Stores> OpenAsync() => MartenDatabase.OpenAsync();
}

/// <summary>The contract of snapshots beside Marten.</summary>
public sealed class MartenSnapshotsContract : SnapshotsContract
{
    protected override Task<Stores> OpenAsync() => MartenDatabase.OpenAsync();
}

/// <summary>The contract of rebuilds, by Marten's daemon.</summary>
public sealed class MartenRebuildContract : RebuildContract
{
    protected override async Task<RebuildableStore> OpenAsync()
    {
        var store = await RebuildStore.NewAsync(services => services.AddMarten());
        return new DamagedStore(store, async names =>
        {
            try
            {
                await MartenRebuild.RunAsync(store.Database.ConnectionString, names, default);
                return null;
            }
            catch (JobException no)
            {
                return no.Message;
            }
        });
    }
}
