namespace UserDomain.Postgres.Tests.Tables;

/// <summary>What need not be remembered goes, and nothing else does.</summary>
public sealed class SweepTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.NewAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Sessions_that_are_over_go_and_those_that_wait_for_a_second_factor_sooner()
    {
        await database.ExecuteAsync("""
            insert into userdomain.sessions (key, user_id, transport, kind, opened_at, last_activity) values
              ('over', 1, 'http', 'Open', now() - interval '1 day', now() - interval '2 hours 1 second'),
              ('alive', 1, 'http', 'Open', now() - interval '1 day', now() - interval '1 hour 59 minutes'),
              ('pending', 1, 'http', 'Pending', now() - interval '59 minutes', now()),
              ('stale', 1, 'http', 'Pending', now() - interval '61 minutes', now())
            """);

        await SweepAsync();

        (await database.ListAsync("select key from userdomain.sessions order by key")).Should().Equal("alive", "pending");
    }

    [Fact]
    public async Task Names_that_are_nobodys_go_after_a_month_and_those_that_seem_registered_after_a_year()
    {
        await database.ExecuteAsync("""
            insert into userdomain.strangers (name_hash, verifier, last_at) values
              ('old', null, now() - interval '31 days'), ('young', null, now() - interval '29 days'),
              ('old seeming', 'v', now() - interval '367 days'), ('young seeming', 'v', now() - interval '360 days')
            """);

        await SweepAsync();

        (await database.ListAsync("select name_hash from userdomain.strangers order by name_hash")).Should().Equal("young", "young seeming");
    }

    [Fact]
    public async Task No_more_of_them_are_remembered_than_the_bound_and_the_oldest_go()
    {
        await database.ExecuteAsync($"""
            insert into userdomain.strangers (name_hash, last_at)
            select n::text, now() - n * interval '1 second' from generate_series(1, {Sweep.Strangers} + 2 * {Sweep.Batch} + 7) n
            """);

        await SweepAsync();

        (await database.AskAsync<long>("select count(*) from userdomain.strangers")).Should().Be(Sweep.Strangers);
        (await database.AskAsync<int>("select max(name_hash::int) from userdomain.strangers")).Should().Be(Sweep.Strangers);
    }

    [Fact]
    public async Task Answers_go_that_are_good_no_more()
    {
        await database.ExecuteAsync("""
            insert into userdomain.kept_answers (key, box, kept_at) values
              ('old', '', now() - interval '24 hours 1 second'), ('young', '', now() - interval '23 hours 59 minutes')
            """);

        await SweepAsync();

        (await database.ListAsync("select key from userdomain.kept_answers")).Should().Equal("young");
    }

    private async Task SweepAsync()
    {
        await using var opened = await Database.OpenAsync(database.ConnectionString, default);
        await new Sweep(opened).RunAsync(default);
    }
}
