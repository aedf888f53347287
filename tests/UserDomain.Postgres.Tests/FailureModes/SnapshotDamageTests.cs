using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Views;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.FailureModes;

/// <summary>Snapshots that are of another release, damaged, another's, or ahead of the events: each is as if it were not there, and the next one takes its place.</summary>
public sealed class SnapshotDamageTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private Stores stores = null!;
    private UserState ada = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        stores = await database.OpenAsync();
        ada = await stores.FoldAsync(await stores.AppendAsync(
            await stores.CreateAsync("ada"), [.. Enumerable.Range(0, 300).Select(i => new UserConfigSet($"key {i}", $"value {i}"))]));
        await stores.Snapshots.KeepAsync([ada], default);
        (await IsUsedAsync()).Should().BeTrue();
    }

    public async Task DisposeAsync()
    {
        await stores.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("update userdomain.snapshots set shape = '1.1.0123456789abcdef'")]
    [InlineData("update userdomain.snapshots set state = set_byte(state, 4000, 255 - get_byte(state, 4000))")]
    [InlineData("update userdomain.snapshots set state = set_byte(state, 1, 255 - get_byte(state, 1))")]
    [InlineData("update userdomain.snapshots set state = substr(state, 1, length(state) - 1)")]
    [InlineData("update userdomain.snapshots set state = ''")]
    [InlineData("update userdomain.snapshots set version = version - 1, event_id = (select id from mt_events where version = 300)")]
    [InlineData("update userdomain.snapshots set version = version + 1")]
    [InlineData("update userdomain.snapshots set event_id = gen_random_uuid()")]
    public async Task It_is_as_if_it_were_not_there_and_the_next_one_takes_its_place(string damage)
    {
        await database.ExecuteAsync(damage);

        (await IsUsedAsync()).Should().BeFalse();
        (await LoadAsync()).MustBe(ada);

        await database.ExecuteAsync("update userdomain.snapshots set kept_at = now() - interval '61 seconds'");
        await stores.Snapshots.KeepAsync([await LoadAsync()], default);
        (await IsUsedAsync()).Should().BeTrue();
        (await LoadAsync()).MustBe(ada);
    }

    /// <summary>What is damaged is found when it is needed: the snapshot is thrown away, and the call answered from the events.</summary>
    [Fact]
    public async Task A_part_that_was_left_and_is_damaged_takes_the_rest_with_it()
    {
        ada = await stores.FoldAsync(await stores.AppendAsync(ada, [.. Enumerable.Range(300, 3_000).Select(i => new UserConfigSet($"key {i}", $"value {i}"))]));
        await stores.Snapshots.KeepAsync([ada], default);
        var states = new UserStates(stores.Events, stores.Snapshots, new(), new(new()));
        var part = await states.LoadAsync(ada.UserId, [], default);
        await database.ExecuteAsync("update userdomain.snapshots set state = set_byte(state, length(state) - 10, 255 - get_byte(state, length(state) - 10))");
        (await IsUsedAsync()).Should().BeTrue("its beginning is whole");
        (await stores.Snapshots.FillAsync(part, ["key 1000"], default)).Should().NotBeNull("so is this part");

        (await states.FillAsync(part, keys: null, default)).MustBe(ada);

        (await database.AskAsync<long>("select count(*) from userdomain.snapshots")).Should().Be(0);
        await stores.Snapshots.KeepAsync([ada], default);
        (await IsUsedAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task A_page_that_comes_with_a_user_and_is_damaged_takes_the_rest_with_it()
    {
        ada = await stores.FoldAsync(await stores.AppendAsync(ada, [.. Enumerable.Range(300, 3_000).Select(i => new UserConfigSet($"key {i}", $"value {i}"))]));
        await stores.Snapshots.KeepAsync([ada], default);
        await database.ExecuteAsync("update userdomain.snapshots set state = set_byte(state, length(state) - 10, 255 - get_byte(state, length(state) - 10))");

        var read = await new UserStates(stores.Events, stores.Snapshots, new(), new(new())).LoadAsync(ada.UserId, ["key 999"], default);

        read.User.Config.Find("key 999").Should().Be("value 999");
        (await database.AskAsync<long>("select count(*) from userdomain.snapshots")).Should().Be(0);
    }

    /// <summary>They are a help to find what is needed, and nothing rests on them.</summary>
    [Theory]
    [InlineData("page_keys = array(select k from unnest(page_keys) k order by k desc)")]
    [InlineData("page_starts = array(select -1 - start from unnest(page_starts) start)")]
    [InlineData("page_starts = page_starts[1:2], page_keys = null")]
    [InlineData("page_starts = null")]
    [InlineData("page_keys = '{}', page_starts = '{}'")]
    public async Task Where_its_pages_are_not_where_it_says_they_are_found_all_the_same(string damage)
    {
        ada = await stores.FoldAsync(await stores.AppendAsync(ada, [.. Enumerable.Range(300, 3_000).Select(i => new UserConfigSet($"key {i}", $"value {i}"))]));
        await stores.Snapshots.KeepAsync([ada], default);
        await database.ExecuteAsync($"update userdomain.snapshots set {damage}");

        var read = await new UserStates(stores.Events, stores.Snapshots, new(), new(new())).LoadAsync(ada.UserId, ["key 999", "a"], default);

        (read.User.Config.IsWhole, read.User.Config.Find("key 999"), read.User.Config.Find("a")).Should().Be((false, "value 999", null));
        (await database.AskAsync<long>("select count(*) from userdomain.snapshots")).Should().Be(1);
    }

    [Fact]
    public async Task Another_users_is_nobodys()
    {
        var bob = await stores.FoldAsync(await stores.AppendAsync(
            await stores.CreateAsync("bob"), [.. Enumerable.Range(0, 300).Select(i => new UserConfigSet($"key {i}", "bob's"))]));
        await database.ExecuteAsync($"""
            insert into userdomain.snapshots select '{bob.Stream}', version, '{bob.LastEvent}', shape, state from userdomain.snapshots
            """);

        (await LoadAsync(bob.UserId)).MustBe(bob);
    }

    [Fact]
    public async Task One_that_is_ahead_of_a_stream_whose_tail_was_cut_and_grew_again_otherwise_is_not_used()
    {
        await database.ExecuteAsync("""
            alter table mt_events disable trigger refuse_change;
            delete from mt_events where version > 200;
            update mt_streams set version = 200;
            alter table mt_events enable always trigger refuse_change
            """);
        (await LoadAsync()).Version.Should().Be(200);

        var cut = await LoadAsync();
        var grown = await stores.FoldAsync(await stores.AppendAsync(cut, [.. Enumerable.Range(0, 150).Select(i => new UserConfigSet($"key {i}", "otherwise"))]));
        (await LoadAsync()).MustBe(grown);

        await stores.Snapshots.KeepAsync([ada], default); // a host that outlived it still knows her as she was
        (await LoadAsync()).MustBe(grown);
        await stores.Snapshots.KeepAsync([grown], default);
        (await stores.Snapshots.LoadAsync(ada.UserId, [], default)).State.MustBe(grown);
    }

    [Fact]
    public async Task A_gap_after_it_stops_the_reader()
    {
        await stores.AppendAsync(ada, new UserConfigSet("a", "1"), new UserConfigSet("b", "2"));
        await database.ExecuteAsync("""
            alter table mt_events disable trigger refuse_change;
            delete from mt_events where version = 302;
            alter table mt_events enable always trigger refuse_change
            """);

        await stores.Snapshots.Awaiting(s => s.LoadAsync(ada.UserId, [], default).AsTask()).Should().ThrowAsync<BrokenStreamException>()
            .WithMessage("*303*302*");
    }

    /// <summary>Two releases at work at once read the events where the other wrote last, and take its place once a minute at most.</summary>
    [Fact]
    public async Task Another_releases_is_left_for_a_minute()
    {
        await database.ExecuteAsync("update userdomain.snapshots set shape = 'newer', kept_at = now() - interval '50 seconds'");

        await stores.Snapshots.KeepAsync([ada], default);
        (await database.AskAsync<string>("select shape from userdomain.snapshots")).Should().Be("newer");

        await database.ExecuteAsync("update userdomain.snapshots set kept_at = now() - interval '61 seconds'");
        await stores.Snapshots.KeepAsync([ada], default);
        (await database.AskAsync<string>("select shape from userdomain.snapshots")).Should().Be(SnapshotForm.Shape);
    }

    [Fact]
    public async Task Where_none_can_be_written_there_is_the_one_before()
    {
        var next = await stores.FoldAsync(await stores.AppendAsync(ada, new UserConfigSet("a", "1")));
        await database.ExecuteAsync("revoke insert, update on userdomain.snapshots from userdomain_run");

        await stores.Snapshots.Awaiting(s => s.KeepAsync([next], default).AsTask()).Should().ThrowAsync<PostgresException>();
        (await LoadAsync()).MustBe(next);
        await stores.AppendAsync(next, new UserConfigSet("b", "2"));
    }

    /// <summary>It is written without waiting for the disk, on a connection that appends use before and after it.</summary>
    [Fact]
    public async Task What_is_stored_on_the_same_connection_afterwards_waits_for_the_disk_again()
    {
        using var threads = new LookupThreads();
        await using var durable = await Database.OpenAsync(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = true, MaxPoolSize = 1, Options = "-c synchronous_commit=on" }.ConnectionString, default);

        await new PostgresSnapshots(durable, new(TimeProvider.System), threads).KeepAsync([ada], default);

        await using var asking = durable.Source.CreateCommand("show synchronous_commit");
        (await asking.ExecuteScalarAsync()).Should().Be("on");
    }

    [Theory]
    [InlineData(Cut.BeforeItArrives)]
    [InlineData(Cut.AfterItIsDone)]
    public async Task One_whose_writer_is_cut_off_is_whole_or_was_never_written(Cut where)
    {
        await using var proxy = new CuttingProxy(database.ConnectionString);
        await using var cut = await TestDatabase.OpenAsync(proxy.ConnectionString);
        var next = await stores.FoldAsync(await stores.AppendAsync(ada, new UserConfigSet("a", "1")));
        await cut.Snapshots.LoadAsync(ada.UserId, [], default);

        proxy.CutNext(where);
        await FluentActions.Awaiting(() => cut.Snapshots.KeepAsync([next], default).AsTask()).Should().ThrowAsync<NpgsqlException>();
        (await LoadAsync()).MustBe(next);

        await cut.Snapshots.KeepAsync([next], default);
        (await stores.Snapshots.LoadAsync(ada.UserId, [], default)).State.MustBe(next);
    }

    private async Task<bool> IsUsedAsync() => (await stores.Snapshots.LoadAsync(ada.UserId, [], default)).State.Version > 0;

    private Task<UserState> LoadAsync() => LoadAsync(ada.UserId);

    /// <summary>As a host does that does not know the user yet.</summary>
    private async Task<UserState> LoadAsync(UserId userId) => await new UserStates(stores.Events, stores.Snapshots, new(), new(new())).LoadAsync(userId, [], default);
}
