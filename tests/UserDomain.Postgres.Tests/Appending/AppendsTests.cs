using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Tests.FailureModes;
using UserDomain.Specs;
using Appends = UserDomain.Postgres.Events.Appends;

namespace UserDomain.Postgres.Tests.Appending;

/// <summary>Appends that share a transaction on a real database: each is answered for itself, whatever becomes of the others.</summary>
public sealed class AppendsTests : IAsyncLifetime
{
    private const int Many = 40;

    /// <summary>The message of the smallest group that holds it comes in parts.</summary>
    private static readonly string MoreThanAPacket = new('1', 10_000);

    /// <summary>What no other statement says.</summary>
    private const string OfAGroup = "passed as materialized";

    private TestDatabase database = null!;
    private ServiceProvider parts = null!;

    private IEventStore Events => parts.GetRequiredService<IEventStore>();

    private Appends Appends => parts.GetRequiredService<Appends>();

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        parts = await database.OpenPartsAsync();
    }

    public async Task DisposeAsync()
    {
        await parts.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Those_that_wait_at_the_same_moment_are_stored_in_few_transactions_each_with_its_views()
    {
        var users = await CreateAsync(Many);

        var outcomes = await TogetherAsync(users, user => user.With(new UserConfigSet("a", $"{user.UserId}"), new UserConfigSet("b", ""), new UserConfigRemoved("b")));

        outcomes.Should().OnlyContain(outcome => outcome == null);
        Appends.StoredInGroups.Should().Be(Many);
        (await database.AskAsync<long>("select count(distinct xmin::text) from mt_events where type = 'user_config_set'")).Should().BeLessThan(6);
        (await database.ListAsync("select stream_id || ' ' || version || ' ' || type from mt_events where version > 1 order by seq_id"))
            .Should().BeEquivalentTo(users.SelectMany(user => (string[])[$"{user.Stream} 2 user_config_set", $"{user.Stream} 3 user_config_set", $"{user.Stream} 4 user_config_removed"]))
            .And.Subject.Where(one => one.StartsWith($"{users[7].Stream} ", StringComparison.Ordinal)).Should().BeInAscendingOrder();
        (await database.ListAsync("select user_id || ' ' || (data ->> 'Value') from mt_doc_user_config_entry")).Should().BeEquivalentTo(users.Select(user => $"{user.UserId} {user.UserId}"));
        (await database.ListAsync("select distinct version::text from mt_streams")).Should().Equal("4");
    }

    /// <summary>What one event of each append comes to is written otherwise than what several come to, and so is a view's change.</summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(2, 2, 2)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 0, 2)] // the 35 who go together in the end put 35 documents, though not one each
    [InlineData(3, 3, 3)]
    public async Task Each_has_what_is_his_though_others_are_turned_away_and_some_bring_more(int some, int others, int more)
    {
        var users = await CreateAsync(Many);
        UserEvent[] Of(UserState user)
        {
            var (set, removed) = (new UserConfigSet("a", $"{user.UserId}"), new UserConfigRemoved("c"));
            return new[] { more, others, some }[user.UserId.Value % 3] switch
            {
                0 => [removed],
                1 => [set],
                2 => [set, new UserConfigSet("b", $"{user.UserId}")],
                _ => [new UserConfigSet("a", "before"), set], // two events that put one document
            };
        }

        bool Passes(UserState user) => user.UserId.Value % 5 != 3;

        var outcomes = await TogetherAsync(users, user => user.With(Of(user)) with { ExpectedVersion = Passes(user) ? 1 : 7 });

        var passed = users.Where(Passes).ToArray();
        outcomes.Select(outcome => outcome is null).Should().Equal(users.Select(Passes));
        Appends.StoredInGroups.Should().Be(passed.Length, "what a group does wrong would be put right by sending each alone");
        (await database.ListAsync("select stream_id || ' ' || version || ' ' || type || coalesce(' ' || (data ->> 'Key') || ' ' || (data ->> 'Value'), '') from mt_events where version > 1"))
            .Should().BeEquivalentTo(passed.SelectMany(user => Of(user).Select((happened, nth) => happened is UserConfigSet set
                ? $"{user.Stream} {nth + 2} user_config_set {set.Key} {set.Value}"
                : $"{user.Stream} {nth + 2} {StoredEvents.NameOf(happened)}")));
        (await database.ListAsync("select id || ' ' || user_id || ' ' || (data ->> 'Value') from mt_doc_user_config_entry"))
            .Should().BeEquivalentTo(passed.SelectMany(user => Of(user).OfType<UserConfigSet>().GroupBy(set => set.Key).Select(sets => sets.Last()).Select(set => $"{user.UserId}/{set.Key} {user.UserId} {user.UserId}")));
    }

    /// <summary>Each further process at the server would have to learn its way through the tables first.</summary>
    [Fact]
    public async Task They_stay_on_few_connections_though_a_crowd_left_many()
    {
        var users = await CreateAsync(Many);
        await Racing.AllAsync(Many, i => Events.ReadAsync(users[i].Stream, default).AsTask());

        foreach (var user in users)
            await Events.AppendAsync(user.With(new UserConfigSet("a", "1")), default);

        Appends.StoredInGroups.Should().Be(Many);
        (await database.AskAsync<long>($"select count(*) from pg_stat_activity where datname = current_database() and query like '%{OfAGroup}%' and pid <> pg_backend_pid()"))
            .Should().Be(1, "one that comes alone takes what the last one left");
    }

    [Fact]
    public async Task Somebodys_conflict_is_his_alone_and_says_where_the_stream_is()
    {
        var users = await CreateAsync(Many);

        var outcomes = await TogetherAsync(users, user => user.With(new UserConfigSet("a", "1")) with { ExpectedVersion = user == users[3] ? 5 : 1 });

        outcomes[3].Should().BeOfType<ConcurrentChangeException>().Which.Should().BeEquivalentTo(new { users[3].Stream, ExpectedVersion = 5L, ActualVersion = 1L });
        outcomes.Where((_, i) => i != 3).Should().OnlyContain(outcome => outcome == null);
        (await database.AskAsync<long>("select count(*) from mt_events")).Should().Be(Many + Many - 1);
    }

    [Fact]
    public async Task Somebody_whose_stream_is_held_elsewhere_keeps_nobody_waiting_and_is_stored_when_it_is_free()
    {
        var users = await CreateAsync(Many);
        await using var holding = await database.ConnectAsync();
        await using var hold = await holding.BeginTransactionAsync();
        await RunAsync(holding, $"select from mt_streams where id = '{users[3].Stream}' for share");

        var appending = users.Select(user => Events.AppendAsync(user.With(new UserConfigSet("a", "1")), default).AsTask()).ToArray();

        await Task.WhenAll(appending.Where((_, i) => i != 3));
        Appends.StoredInGroups.Should().Be(Many - 1, "no group waited for him until it was given up");
        appending[3].IsCompleted.Should().BeFalse();
        await hold.RollbackAsync();
        await appending[3];
    }

    [Fact]
    public async Task What_the_commit_refuses_is_not_acknowledged_and_is_refused_to_its_own_caller_alone()
    {
        var users = await CreateAsync(Many);
        await database.ExecuteAsync("""
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = 'P0001'; end $$;
            create constraint trigger refuse after insert on mt_events deferrable initially deferred for each row when (new.data ->> 'Value' = 'refused') execute function refuse();
            """);

        var outcomes = await TogetherAsync(users, user => user.With(new UserConfigSet("a", user == users[3] ? "refused" : "1")));

        outcomes[3].Should().BeOfType<PostgresException>().Which.SqlState.Should().Be("P0001");
        outcomes.Where((_, i) => i != 3).Should().OnlyContain(outcome => outcome == null);
        (await database.AskAsync<long>("select count(*) from mt_events where version = 2")).Should().Be(Many - 1);
        (await database.AskAsync<long>("select count(*) from mt_doc_user_config_entry")).Should().Be(Many - 1);
    }

    [Theory]
    [InlineData(nameof(Cut.BeforeItArrives))]
    [InlineData(nameof(Cut.AfterItIsDone))]
    [InlineData(nameof(Cut.Delayed))]
    public async Task Where_the_connection_of_a_group_breaks_each_of_it_is_stored_once(string cut)
    {
        var users = await CreateAsync(Many);
        await using var proxy = new CuttingProxy(database.ConnectionString);
        await using var other = await TestDatabase.OpenPartsAsync(proxy.ConnectionString);
        var events = other.GetRequiredService<IEventStore>();
        await events.FindVersionAsync(users[0].Stream, default);

        proxy.CutNext(Enum.Parse<Cut>(cut), OfAGroup);
        var outcomes = await Racing.AllAsync(Many, i => events.AppendAsync(users[i].With(new UserConfigSet("a", MoreThanAPacket)), default).AsTask());

        outcomes.Should().OnlyContain(outcome => outcome == null);
        if (cut == nameof(Cut.Delayed))
            await proxy.LetThroughAsync();
        (await database.AskAsync<long>("select count(*) from mt_events where version = 2")).Should().Be(Many);
        (await database.AskAsync<long>("select count(*) from mt_events")).Should().Be(2 * Many);
    }

    [Fact]
    public async Task A_caller_who_leaves_loses_nothing_and_stops_nobody()
    {
        var users = await CreateAsync(3);
        using var leaving = new CancellationTokenSource();
        await using var holding = await database.ConnectAsync();
        var hold = await HoldAllAsync(holding);
        var appending = users.Select(user => Events.AppendAsync(user.With(new UserConfigSet("a", "1")), leaving.Token).AsTask()).ToArray();

        await leaving.CancelAsync();
        await hold.RollbackAsync();

        await Task.WhenAll(appending);
        (await database.AskAsync<long>("select count(*) from mt_events where version = 2")).Should().Be(3);
    }

    [Fact]
    public async Task Of_many_writers_on_few_streams_all_that_is_acknowledged_is_there_once_without_a_gap()
    {
        var users = await CreateAsync(12);
        await using var second = await database.OpenPartsAsync();
        IEventStore[] hosts = [Events, second.GetRequiredService<IEventStore>()];
        var acknowledged = new long[users.Length];

        var outcomes = await Racing.AllAsync(64, async i =>
        {
            var random = new Random(i);
            for (var n = 0; n < 25; n++)
            {
                var (host, at) = (hosts[i % 2], random.Next(users.Length));
                var version = await host.FindVersionAsync(users[at].Stream, default);
                var state = users[at] with { Version = version };
                var outcome = await Outcome.OfAsync(() => host.AppendAsync(state.With(new UserConfigSet("a", $"{i}/{n}"), new UserConfigSet($"b{i}", $"{n}")), default).AsTask());
                if (outcome is null)
                    Interlocked.Increment(ref acknowledged[at]);
                else if (outcome is not ConcurrentChangeException)
                    throw outcome;
            }
        });

        outcomes.Should().OnlyContain(outcome => outcome == null);
        for (var at = 0; at < users.Length; at++)
            (await Events.FindVersionAsync(users[at].Stream, default)).Should().Be(1 + (2 * acknowledged[at]));
        (await database.AskAsync<bool>("""
            select bool_and(count = last and in_order) from (
              select e.stream_id, count(*), max(e.version) as last, bool_and(e.rises) as in_order from (
                select stream_id, version, seq_id > coalesce(lag(seq_id) over (partition by stream_id order by version), 0) as rises from mt_events) e
              group by e.stream_id) s
            """)).Should().BeTrue();
        (await database.AskAsync<bool>("""
            select bool_and(v.data ->> 'Value' = e.data ->> 'Value') from mt_doc_user_config_entry v
              join mt_events e on e.stream_id = 'user-' || v.user_id and e.version = (v.data ->> 'Position')::bigint and e.data ->> 'Key' = v.data ->> 'Key'
            """)).Should().BeTrue();
        Appends.StoredInGroups.Should().BePositive();
    }

    [Fact]
    public async Task Streams_are_found_by_their_index_though_the_table_was_empty_when_the_plan_was_made()
    {
        var users = await CreateAsync(Many);
        await database.ExecuteAsync("insert into mt_streams (id, type, version) select 'user-x' || g, 'user', 1 from generate_series(1, 50000) g");
        await TogetherAsync(users, user => user.With(new UserConfigSet("a", "1")));
        var before = await ScansAsync();

        await Racing.AllAsync(Many, i => Events.AppendAsync(users[i].After(new UserConfigSet("a", "1")).With(new UserConfigSet("a", "2")), default).AsTask());

        (await ScansAsync()).Should().Be(before);
    }

    /// <summary>Else who switches a view, and holds up appends first and the view then, would wait for those that wait for him.</summary>
    [Fact]
    public async Task Those_that_are_held_up_hold_no_view_meanwhile()
    {
        var users = await CreateAsync(Many);
        for (var i = 0; i < 4; i++) // at first each statement is made for one use, then kept
        {
            await using var holding = await database.ConnectAsync();
            var hold = await HoldAllAsync(holding);
            var appending = users.Select(user => Events.AppendAsync(user.With(new UserConfigSet("a", $"{i}")), default).AsTask()).ToArray();
            await Eventually.HoldsAsync(
                async () => await database.AskAsync<long>($"select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%{OfAGroup}%'") == 2,
                "both writers are held up");

            await RunAsync(holding, "lock table mt_doc_user_config_entry in access exclusive mode nowait");

            await hold.RollbackAsync();
            await Task.WhenAll(appending);
            users = [.. users.Select(user => user.After(new UserConfigSet("a", $"{i}")))];
        }
    }

    private async Task<UserState[]> CreateAsync(int count)
    {
        var users = new UserState[count];
        for (var i = 0; i < count; i++)
        {
            var created = Examples.CreatedAs($"user{i}", $"user{i}@example.org");
            var nobody = UserState.None(new(1000 + i));
            await Events.AppendAsync(nobody.With(created), default);
            users[i] = nobody.After(created);
        }

        return users;
    }

    /// <summary>Sends them while nothing can be stored, so that they wait together. What each was stopped by.</summary>
    private async Task<IReadOnlyList<Exception?>> TogetherAsync(UserState[] users, Func<UserState, Append> append)
    {
        await using var holding = await database.ConnectAsync();
        var hold = await HoldAllAsync(holding);
        var appending = users.Select(user => Outcome.OfAsync(() => Events.AppendAsync(append(user), default).AsTask())).ToArray();
        await hold.RollbackAsync();
        return await Task.WhenAll(appending);
    }

    private static async Task<NpgsqlTransaction> HoldAllAsync(NpgsqlConnection connection)
    {
        var hold = await connection.BeginTransactionAsync();
        await RunAsync(connection, "lock table mt_streams in share row exclusive mode");
        return hold;
    }

    private async Task<long> ScansAsync()
    {
        await database.ExecuteAsync("select pg_stat_force_next_flush()");
        return await database.AskAsync<long>("select seq_scan from pg_stat_user_tables where relname = 'mt_streams'");
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
