using Npgsql;
using UserDomain.Model;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Tests.FailureModes;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>Rebuilds beside writers, beside who is in the way, and broken off.</summary>
public sealed class RebuildUnderLoadTests
{
    private const int MostAppends = 240; // of each writer

    [Fact]
    public async Task Beside_sixteen_writers_and_a_worker_nothing_differs_and_nothing_is_lost()
    {
        await using var store = await RebuildStore.LivedInAsync();
        using var over = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 16).Select(i => Task.Run(() => WriteAsync(store, new Random(i), over.Token))).ToArray();
        var worker = Task.Run(() => FollowAsync(store, over.Token));

        foreach (var outcome in await store.RebuildAllAsync())
            (outcome.View, outcome.Switched, outcome.Failure, Differing: string.Join(';', outcome.Differences!.First)).Should().Be((outcome.View, true, null, ""));

        (await store.DiffAsync("user_info")).Differences!.Total.Should().Be(0);
        await store.SwitchAsync("user_info");
        await store.Rebuilds.RollbackAsync("user_config_entry", default);
        await over.CancelAsync();
        await Task.WhenAll([worker, .. writers]);
        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }

    [Fact]
    public async Task An_append_that_is_under_way_keeps_the_gate_of_a_view_that_is_written_with_the_events_open()
    {
        await using var store = await RebuildStore.NewAsync();
        await using var session = await RebuildSession.OpenAsync(store.Database.ConnectionString, ViewTables.Find("user_info")!, default);
        await using var slow = await SlowAppend.BeginAsync(store.Database, "user-800");
        await session.ExecuteAsync("set lock_timeout = 100", default);

        (await session.Invoking(s => s.AtomicallyAsync(() => new ViewGate(s).CloseAsync(default), default)).Should().ThrowAsync<PostgresException>())
            .Which.SqlState.Should().Be(PostgresErrorCodes.LockNotAvailable);
        await slow.CommitAsync();

        (await session.AtomicallyAsync(() => new ViewGate(session).CloseAsync(default), default)).Should().Be(1);
    }

    [Fact]
    public async Task What_differed_only_for_events_that_the_new_table_had_yet_to_be_given_is_no_difference()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.RebuildAsync("user_info", serve: false);
        await using var session = await RebuildSession.OpenAsync(store.Database.ConnectionString, ViewTables.Find("user_info")!, default);
        var made = new CatchUp(store.Reader, session, session.Next, new HashSet<long>(), await store.Reader.ReachedAsync(0, default));
        await store.Stores.CreateAsync("later");
        var differences = new Differences(session, made);
        await differences.CompareAsync(default);
        (await differences.ReportAsync(10, default)).Total.Should().Be(1);

        await made.NearlyAsync(default);
        await differences.SettleAsync(default);

        (await differences.ReportAsync(10, default)).Total.Should().Be(0);
    }

    [Fact]
    public async Task An_append_that_holds_its_row_is_waited_for_and_holds_up_nobody_else()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.RebuildAsync("user_info", serve: false);
        var ada = await store.Stores.CreateAsync("ada");
        await using var slow = await SlowAppend.BeginAsync(store.Database, "user-800", drawPlace: false);

        var switching = store.SwitchAsync("user_info");
        for (var i = 0; i < 20; i++)
            ada = await store.Stores.AppendAsync(ada, new UserConfigSet("a", $"{i}")); // each within the store's patience, while the switch tries
        switching.IsCompleted.Should().BeFalse();
        await slow.DrawPlaceAsync();
        await slow.CommitAsync();

        var switched = await switching;
        (switched.Switched, switched.Differences!.Total).Should().Be((true, 0));
        switched.HeldUpMilliseconds.Should().BeLessThan(5_000);
    }

    [Fact]
    public async Task A_long_reader_of_the_view_is_waited_for_and_appends_go_on()
    {
        await using var store = await RebuildStore.LivedInAsync();
        var ada = await store.Stores.CreateAsync("ada");
        await using var reader = await store.Database.ConnectAsync();
        await using var reading = await reader.BeginTransactionAsync();
        await new NpgsqlCommand("select count(*) from mt_doc_user_info", reader).ExecuteScalarAsync();

        var rebuilding = store.RebuildAsync("user_info");
        for (var i = 0; i < 20; i++)
            ada = await store.Stores.AppendAsync(ada, new UserConfigSet("a", $"{i}"));
        rebuilding.IsCompleted.Should().BeFalse();
        await reading.CommitAsync();

        (await rebuilding).Switched.Should().BeTrue();
        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }

    [Fact]
    public async Task Cancelled_at_any_moment_it_ends_right_or_changes_nothing_and_the_next_ends_right()
    {
        await using var store = await RebuildStore.LivedInAsync();
        for (var i = 0; i < 10; i++)
        {
            using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(i * 25));
            await store.Invoking(s => s.RebuildAllAsync(cancellationToken: cancelled.Token)).Should().ThrowAsync<OperationCanceledException>().WithMessage("*")
                .ContinueWith(_ => { }, TaskScheduler.Default); // it may have been faster
            await store.MustBeTrueAsync();
        }

        (await store.RebuildAllAsync()).Should().OnlyContain(outcome => outcome.Switched && outcome.Differences!.Total == 0);
        await store.MustBeTrueAsync();
        (await store.Database.AskAsync<long>("select count(*) from pg_class where relnamespace = 'userdomain_next'::regnamespace")).Should().Be(0, "nothing is left over");
    }

    [Fact]
    public async Task A_view_that_was_stopped_or_left_behind_goes_on_from_the_new_table_and_is_stopped_no_longer()
    {
        await using var store = await RebuildStore.LivedInAsync();
        var stopped = await store.Database.AskAsync<long>("select last_seq_id from mt_event_progression where name = 'user_directory'");
        await RandomLife.LiveAsync(store.Stores, new Random(5), users: 3, steps: 30);
        await store.Database.ExecuteAsync($"""
            insert into userdomain.view_stops (name, seq_id, event_id, stream_id, reason) values ('user_directory', {stopped + 1}, gen_random_uuid(), 'user-1', 'a reason')
            """);
        var reached = await store.Reader.ReachedAsync(0, default);

        var outcome = await store.RebuildAsync("user_directory");

        (outcome.Switched, outcome.Place, outcome.Differences!.Total).Should().Be((true, reached, 0), "what it had yet to be given is no difference");
        (await store.Database.AskAsync<long>("select last_seq_id from mt_event_progression where name = 'user_directory'")).Should().Be(reached);
        (await store.Database.AskAsync<long>("select count(*) from userdomain.view_stops")).Should().Be(0);
        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }

    [Fact]
    public async Task A_view_that_is_ahead_of_the_new_table_is_met_at_its_own_place()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.RebuildAsync("user_lookup", serve: false);
        await RandomLife.LiveAsync(store.Stores, new Random(6), users: 3, steps: 30);
        await store.FollowAsync();

        var outcome = await store.SwitchAsync("user_lookup");

        outcome.Place.Should().Be(await store.Database.AskAsync<long>("select last_seq_id from mt_event_progression where name = 'user_lookup'"));
        (outcome.Switched, outcome.Differences!.Total).Should().Be((true, 0));
        await store.MustBeTrueAsync();
    }

    private static async Task WriteAsync(RebuildStore store, Random random, CancellationToken over)
    {
        for (var appended = 0; appended < MostAppends && !over.IsCancellationRequested; appended += 12)
            await RandomLife.LiveAsync(store.Stores, random, users: 2, steps: 10);
    }

    private static async Task FollowAsync(RebuildStore store, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
            await store.FollowAsync();
    }
}
