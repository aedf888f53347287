using UserDomain.Postgres.Record;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Record;

/// <summary>A database whose record is sealed, verified and then damaged by somebody whom nothing stops.</summary>
internal sealed class TestRecord : IAsyncDisposable
{
    private static readonly IProgress<long> Nobody = new Progress<long>();

    private Stores? stores;

    private TestRecord(TestDatabase database, Database own) => (Database, Own) = (database, own);

    public TestDatabase Database { get; }

    /// <summary>What the parts under test are made on.</summary>
    public Database Own { get; }

    public static async Task<TestRecord> NewAsync(TestDatabase? database = null)
    {
        database ??= await TestDatabase.NewAsync();
        return new(database, await Postgres.Database.OpenAsync(database.ConnectionString, default));
    }

    /// <summary>Three users and nine events a seal: places 1 to 9 are versions 1 of users 1, 2 and 3, versions 2 of them, versions 3.</summary>
    public static async Task<TestRecord> SealedAsync(int seals = 3)
    {
        var record = await NewAsync();
        for (var seal = 0; seal < seals; seal++)
        {
            await record.AddEventsAsync(user: seal * 3 + 1, users: 3, each: 3);
            await record.SealAsync();
        }

        return record;
    }

    /// <summary>Puts events straight into the tables, as an append would: version by version, user by user.</summary>
    public Task AddEventsAsync(int user, int users, int each) => Database.ExecuteAsync($$"""
        begin;
        select pg_current_xact_id();
        insert into mt_streams (id, type, version) select 'user-' || g, 'user', {{each}} from generate_series({{user}}, {{user + users - 1}}) g;
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
        select nextval('mt_events_sequence'), gen_random_uuid(), 'user-' || g, v, jsonb_build_object('Key', 'key' || v, 'Value', 'Hillside Road ' || g),
               'user_config_set', now(), 'UserDomain.Model.UserConfigSet, UserDomain.Model', 'correlation', 'causation', '{"Call":"SetUserConfig","Transport":"http"}', '1'
        from generate_series(1, {{each}}) v, generate_series({{user}}, {{user + users - 1}}) g;
        commit;
        """);

    /// <summary>All ports on it, for appends as hosts make them.</summary>
    public async Task<Stores> StoresAsync() => stores ??= await Database.OpenAsync();

    public Task<long> SealAsync() => new Sealer(Own, TimeProvider.System).SealAsync(patient: true, null, default);

    public async Task<Head> HeadAsync() => (await new Sealer(Own, TimeProvider.System).HeadAsync(default))!;

    public Task<Verified> VerifyAsync(Head? kept = null) => new Verifier(Own, TimeProvider.System).RunAsync(kept, Nobody, default);

    /// <summary>Runs SQL with every trigger off, in one transaction.</summary>
    public Task DamageAsync(string sql) => Database.ExecuteAsync($"""
        begin;
        alter table mt_events disable trigger user;
        alter table userdomain.seals disable trigger user;
        {sql};
        alter table mt_events enable always trigger refuse_change;
        alter table userdomain.seals enable always trigger refuse_change;
        commit;
        """);

    public async ValueTask DisposeAsync()
    {
        await Own.DisposeAsync();
        await (stores?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Database.DisposeAsync();
    }
}
