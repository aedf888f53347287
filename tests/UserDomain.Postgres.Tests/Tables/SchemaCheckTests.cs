using UserDomain.Postgres.Schema;

namespace UserDomain.Postgres.Tests.Tables;

/// <summary>A database that is otherwise than this release makes it is told from one that is not, and by what.</summary>
public sealed class SchemaCheckTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.NewAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task One_that_was_migrated_is_as_it_should_be_and_stays_so()
    {
        (await CheckAsync()).Should().BeEmpty();
        (await CheckAsync()).Should().BeEmpty("a check leaves nothing behind");
        (await database.ListAsync("select nspname::text from pg_namespace where nspname like 'put%'")).Should().BeEmpty();
        await using var stores = await database.OpenAsync();
        await stores.CreateAsync("ada");
    }

    private static readonly (string Change, string Named)[] Changes =
    [
        ("alter table mt_streams add constraint extra check (version > 0)", "constraint public.mt_streams extra"),
        ("alter table mt_events enable trigger refuse_change", "trigger public.mt_events refuse_change"),
        ("grant update on mt_events to userdomain_run", "rights of userdomain_run on table public.mt_events"),
        ("grant delete on mt_events to public", "rights of public on table public.mt_events"),
        ("revoke insert on mt_events from userdomain_run", "rights of userdomain_run on table public.mt_events"),
        ("alter sequence mt_events_sequence cache 50", "sequence public.mt_events_sequence"),
        ("drop index mt_doc_user_directory_idx_email_key", "index public.mt_doc_user_directory_idx_email_key"),
        ("create index extra on mt_events (type)", "index public.extra"),
        ("alter table mt_events add extra int default 7", "column public.mt_events.extra"),
        ("alter table mt_events alter data drop not null", "column public.mt_events.data"),
        ("alter table userdomain.sessions rename to elsewhere", "table userdomain.sessions"),
        ("alter table mt_doc_user_lookup drop constraint pkey_mt_doc_user_lookup_id", "constraint public.mt_doc_user_lookup pkey_mt_doc_user_lookup_id"),
        ("create or replace function userdomain.refuse_change() returns trigger language plpgsql as 'begin return null; end'", "function userdomain.refuse_change()"),
        ("grant update (type) on mt_events to userdomain_run", "rights of userdomain_run on column public.mt_events.type"),
    ];

    [Fact]
    public async Task All_that_was_changed_is_named_and_nothing_else()
    {
        foreach (var (change, _) in Changes)
            await database.ExecuteAsync(change);

        var found = (await CheckAsync()).Select(deviation => deviation.What).ToArray();

        found.Should().Contain(Changes.Select(change => change.Named));
        found.Where(what => !what.Contains("sessions", StringComparison.Ordinal) && !what.Contains("elsewhere", StringComparison.Ordinal))
            .Except(Changes.Select(change => change.Named)).Should().BeEquivalentTo("index public.pkey_mt_doc_user_lookup_id");
    }

    [Fact]
    public async Task An_older_database_is_told_by_its_step()
    {
        await database.ExecuteAsync("delete from userdomain.schema_steps where step = (select max(step) from userdomain.schema_steps)");
        (await CheckAsync()).Should().ContainSingle().Which.What.Should().Be("schema step");
    }

    [Fact]
    public async Task Writers_go_on_while_it_is_checked()
    {
        await using var stores = await database.OpenAsync();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++)
                await stores.CreateAsync($"user{i}");
        });
        do
            (await CheckAsync()).Should().BeEmpty();
        while (!writing.IsCompleted);
        await writing;
    }

    private Task<IReadOnlyList<SchemaDeviation>> CheckAsync() => SchemaCheck.RunAsync(database.ConnectionString, default);
}
