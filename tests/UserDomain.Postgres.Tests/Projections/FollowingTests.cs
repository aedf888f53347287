using Npgsql;
using UserDomain.Model;
using UserDomain.Postgres.Tests.FailureModes;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>Views that follow the events from behind come to what a fold of all of them gives, whatever order transactions end in.</summary>
public sealed class FollowingTests : IAsyncLifetime
{
    private const string Activity = "user_activity";

    private TestDatabase database = null!;
    private Stores stores = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        stores = await database.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await stores.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("user_directory")]
    [InlineData("user_lookup")]
    [InlineData("user_activity")]
    public async Task A_view_follows_from_the_first_event_on_and_then_each_new_one(string view)
    {
        await stores.AppendAsync(await stores.NewAsync(), Examples.OfEveryEvent);
        await using var follower = await Follower.StartAsync(database, view);
        await database.UntilFollowedAsync(view);

        var ada = await stores.CreateAsync("bob");
        await stores.AppendAsync(ada, new UserConfigSet("a", "1"), new UserLocked(Examples.Noon));
        await database.UntilFollowedAsync(view);

        await database.MustBeTheFoldAsync(view);
    }

    [Theory]
    [InlineData("user_directory")]
    [InlineData("user_lookup")]
    [InlineData("user_activity")]
    public async Task Pages_that_end_amid_a_transaction_and_a_stream_lose_nothing_and_repeat_nothing(string view)
    {
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), [.. Enumerable.Range(0, 4500).Select(i => new UserConfigSet($"key {i % 700}", $"{i}"))]);
        await stores.AppendAsync(ada, new UserEmailChanged("new@example.org", "NEW@EXAMPLE.ORG", BySomebodyElse: false));

        await using var follower = await Follower.StartAsync(database, view);
        await database.UntilFollowedAsync(view);

        await database.MustBeTheFoldAsync(view);
        if (view == Activity)
            (await WrittenTwiceAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_event_that_commits_after_a_later_one_is_in_the_view_once()
    {
        await using var follower = await Follower.StartAsync(database, Activity);
        await database.UntilHeldAsync(Activity);
        await using var slow = await SlowAppend.BeginAsync(database, "user-901");
        await stores.CreateAsync("ada");
        await database.UntilReaderWaitsAsync();
        (await database.PlaceAsync(Activity)).Should().Be(0, "an event with an earlier place may still commit");

        await slow.CommitAsync();

        await database.UntilFollowedAsync(Activity);
        (await database.ListAsync("select id from mt_doc_user_activity order by place")).Should().Equal("1", "2");
        (await WrittenTwiceAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_later_transaction_that_owns_an_earlier_place_is_in_the_view()
    {
        await using var follower = await Follower.StartAsync(database, Activity);
        await using var first = await SlowAppend.BeginAsync(database, "user-901", drawPlace: false);
        await using var second = await SlowAppend.BeginAsync(database, "user-902");
        await first.DrawPlaceAsync();
        await first.CommitAsync();
        await database.UntilReaderWaitsAsync();

        await second.CommitAsync();

        await database.UntilFollowedAsync(Activity);
        (await database.ListAsync("select data->>'Stream' from mt_doc_user_activity order by place")).Should().Equal("user-902", "user-901");
    }

    [Fact]
    public async Task Places_that_were_rolled_back_are_passed_and_the_view_is_not_behind()
    {
        await using var follower = await Follower.StartAsync(database, Activity);
        await stores.CreateAsync("ada");
        await using var slow = await SlowAppend.BeginAsync(database, "user-901");
        await slow.RollBackAsync();

        await database.UntilFollowedAsync(Activity);

        (await database.PlaceAsync(Activity)).Should().Be(2);
        (await database.ListAsync("select id from mt_doc_user_activity")).Should().Equal("1");
    }

    [Theory]
    [InlineData("user_lookup")]
    [InlineData("user_activity")]
    public async Task A_view_that_was_set_back_with_its_rows_left_in_place_comes_to_the_same_again(string view)
    {
        await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"), new UserConfigSet("b", "2"));
        await using (await Follower.StartAsync(database, view))
            await database.UntilFollowedAsync(view);
        await database.ExecuteAsync($"update mt_event_progression set last_seq_id = 1 where name = '{view}'");

        await using var again = await Follower.StartAsync(database, view);
        await database.UntilFollowedAsync(view);

        await database.MustBeTheFoldAsync(view);
        (await database.AskAsync<long>("select count(*) from userdomain.view_stops")).Should().Be(0);
    }

    [Fact]
    public async Task A_strangers_transaction_elsewhere_and_a_long_report_here_hold_no_view_up()
    {
        await using var elsewhere = await TestDatabase.NewEmptyAsync();
        await using var stranger = await elsewhere.ConnectAsync();
        await RunAsync(stranger, "begin; select pg_current_xact_id()");
        await using var report = await database.ConnectAsync();
        await RunAsync(report, "begin isolation level repeatable read; select count(*) from mt_events");
        await using var follower = await Follower.StartAsync(database, Activity);

        await stores.CreateAsync("ada");

        await database.UntilFollowedAsync(Activity);
        await database.MustBeTheFoldAsync(Activity);
    }

    [Fact]
    public async Task A_view_that_has_nothing_to_do_uses_no_transaction_ids_up()
    {
        await stores.CreateAsync("ada");
        await using var follower = await Follower.StartAsync(database, Activity);
        await database.UntilFollowedAsync(Activity);
        await using var slow = await SlowAppend.BeginAsync(database, "user-901");
        await slow.RollBackAsync();
        await database.UntilFollowedAsync(Activity);

        var asked = new HashSet<string>();
        await Eventually.HoldsAsync(
            async () =>
            {
                asked.UnionWith(await database.ListAsync("select query_start::text || query from pg_stat_activity where application_name like 'UserDomain user_activity %' and datname = current_database() and query <> 'COMMIT'"));
                return asked.Count >= 5;
            },
            "it asks again and again whether there is more");
        asked.Should().OnlyContain(query => query.Contains("mt_event_progression p where p.name", StringComparison.Ordinal));
        (await database.ListAsync("select query from pg_stat_activity where datname = current_database() and query_start > now() - interval '400 ms' and query like '%pg_current_xact_id()%' and pid <> pg_backend_pid()"))
            .Should().BeEmpty();
    }

    private Task<IReadOnlyList<string>> WrittenTwiceAsync() => database.ListAsync("select id from mt_doc_user_activity where mt_version <> 1");

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
