using Npgsql;
using UserDomain.Postgres;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Tests;
using UserDomain.Postgres.Tests.Engines;
using UserDomain.Postgres.Tests.Projections;
using UserDomain.Postgres.Views;
using UserDomain.Specs;

namespace UserDomain.Marten.Tests;

/// <summary>Views made anew by Marten's daemon.</summary>
public sealed class MartenRebuildTests : IAsyncLifetime
{
    private const string Waiting = $"select pid::text from {TestDatabase.Locks} l where locktype = 'advisory' and objid = 7 and not granted";

    private RebuildStore store = null!;

    public async Task InitializeAsync() => store = await RebuildStore.NewAsync(services => services.AddMarten());

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task Views_that_were_damaged_come_out_of_the_events_as_they_should_be_and_go_on_from_there()
    {
        await RandomLife.LiveAsync(store.Stores, new Random(1), users: 12, steps: 200);
        await store.Database.ExecuteAsync("""
            delete from mt_doc_user_info where id in (select id from mt_doc_user_info limit 3);
            update mt_doc_user_info set data = jsonb_set(data, '{Locked}', 'true'), locked = true;
            update mt_doc_user_config_entry set data = jsonb_set(data, '{Value}', '"damaged"');
            insert into mt_doc_user_api_key (id, data, user_id) select 'nobodys', data, user_id from mt_doc_user_api_key limit 1;
            truncate mt_doc_user_affiliate_tag
            """);

        await RebuildAsync();

        await store.FollowAsync();
        await store.MustBeTrueAsync();
        (await store.Database.ListAsync("select name from mt_event_progression"))
            .Should().BeEquivalentTo(ViewTables.All.Where(projection => projection.Timing == Timing.Async).Select(projection => projection.Name), "the daemon leaves no mark");
        await RandomLife.LiveAsync(store.Stores, new Random(2), users: 3, steps: 30);
        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }

    [Fact]
    public async Task Beside_another_engine_or_a_program_that_is_no_host_nothing_is_done()
    {
        await RandomLife.LiveAsync(store.Stores, new Random(1), users: 2, steps: 10);
        await store.Database.ExecuteAsync("truncate mt_doc_user_config_entry");
        await using (var opened = await Database.OpenAsync(store.Database.ConnectionString, default))
        await using (var other = new EngineHold(opened, Engine.Postgres, TimeProvider.System))
        {
            await other.TakeAsync(EngineHold.Host, default);
            (await FluentActions.Awaiting(RebuildAsync).Should().ThrowAsync<PostgresSetupException>()).Which.Message.Should().StartWith("The engine 'postgres' is at work");
        }

        await ForeignEvents.AddAsync(store.Database);
        (await FluentActions.Awaiting(RebuildAsync).Should().ThrowAsync<JobException>()).Which.Message.Should().StartWith("Another program writes events here: order_placed");

        (await store.Database.AskAsync<long>("select count(*) from mt_doc_user_config_entry")).Should().Be(0);
    }

    [Fact]
    public async Task While_it_works_no_other_engine_comes_and_it_is_named_as_what_it_is()
    {
        await RandomLife.LiveAsync(store.Stores, new Random(1), users: 2, steps: 10);
        await using var opened = await Database.OpenAsync(store.Database.ConnectionString, default);
        await using var other = new EngineHold(opened, Engine.Postgres, TimeProvider.System);
        await using var reading = await store.Database.ConnectAsync();
        await using var transaction = await reading.BeginTransactionAsync();
        await using (var read = new NpgsqlCommand("select from mt_doc_user_info", reading)) // the daemon waits for it
            await read.ExecuteNonQueryAsync();
        var rebuilding = RebuildAsync();
        await Eventually.HoldsAsync(
            async () => await store.Database.AskAsync<bool>($"select exists (select from {TestDatabase.Locks} l where relation = 'mt_doc_user_info'::regclass and not granted)"), "it has begun");

        (await other.Invoking(hold => hold.TakeAsync(EngineHold.Host, default)).Should().ThrowAsync<PostgresSetupException>()).Which.Message.Should().Contain("(UserDomain rebuild marten ");

        await transaction.RollbackAsync();
        await rebuilding;
    }

    [Fact]
    public async Task One_that_is_broken_off_leaves_the_view_as_it_was()
    {
        await RandomLife.LiveAsync(store.Stores, new Random(1), users: 4, steps: 40);
        var before = await ServedAsync();
        await store.Database.ExecuteAsync("""
            create function wait() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock_shared(7); return new; end $$;
            create trigger wait before insert on mt_doc_user_info for each row execute function wait()
            """);
        using var stopping = new CancellationTokenSource();
        await using var holding = await store.Database.ConnectAsync();
        await using (var hold = new NpgsqlCommand("select pg_advisory_lock(7)", holding))
            await hold.ExecuteNonQueryAsync();
        var rebuilding = MartenRebuild.RunAsync(store.Database.ConnectionString, MartenRebuild.Names, stopping.Token);
        await Eventually.HoldsAsync(async () => await store.Database.ListAsync(Waiting) is [_], "it fills the view");
        (await ServedAsync()).Should().BeEmpty();

        await stopping.CancelAsync();
        await store.Database.ExecuteAsync($"select pg_terminate_backend({(await store.Database.ListAsync(Waiting))[0]})"); // Marten would have it wait as long as a command may
        await using (var letGo = new NpgsqlCommand("select pg_advisory_unlock(7)", holding))
            await letGo.ExecuteNonQueryAsync();

        await rebuilding.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        (await ServedAsync()).Should().Equal(before).And.NotBeEmpty();
    }

    [Fact]
    public async Task Where_the_lock_is_lost_amid_it_it_says_that_the_view_must_be_made_anew()
    {
        await RandomLife.LiveAsync(store.Stores, new Random(1), users: 2, steps: 10);
        await store.Database.ExecuteAsync($"""
            create function cut() returns trigger language plpgsql as $$
            begin
              perform pg_terminate_backend(pid) from {TestDatabase.Locks} l where relation = 'mt_streams'::regclass and mode = 'ShareRowExclusiveLock';
              return new;
            end $$;
            create trigger cut before insert on mt_doc_user_info for each row execute function cut()
            """);

        (await FluentActions.Awaiting(RebuildAsync).Should().ThrowAsync<JobException>()).Which.Message
            .Should().Be("user_info is empty or half made, or lacks what was appended meanwhile: nobody may append until 'projections rebuild user_info' has made it anew.");
    }

    private Task RebuildAsync() => MartenRebuild.RunAsync(store.Database.ConnectionString, MartenRebuild.Names, default);

    private Task<IReadOnlyList<string>> ServedAsync() => store.ServedAsync(ViewTables.Find("user_info")!);
}
