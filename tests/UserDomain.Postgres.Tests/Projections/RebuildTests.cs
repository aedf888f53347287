using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Views;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>Views made anew from the events, compared with those served, and put in their place.</summary>
public sealed class RebuildTests
{
    private const string Shape = """
        select indexdef from pg_indexes where schemaname = 'public' and tablename like 'mt_doc_%'
        union all select c.relname || ' ' || coalesce(c.relacl::text, '') || coalesce(c.reloptions::text, '') from pg_class c where c.relname like 'mt_doc_%' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
        union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where conname like 'pkey_mt_doc_%' and connamespace = 'public'::regnamespace
        order by 1
        """;

    [Fact]
    public async Task Every_view_made_anew_is_what_appends_and_workers_made_and_has_the_same_shape()
    {
        await using var store = await RebuildStore.LivedInAsync();
        var shape = await store.Database.ListAsync(Shape);

        var outcomes = await store.RebuildAllAsync();

        MustBeServedWithoutDifference(outcomes);
        (await store.Database.ListAsync(Shape)).Should().Equal(shape);
        await store.MustBeTrueAsync();
        await RandomLife.LiveAsync(store.Stores, new Random(2), users: 3, steps: 20);
        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }

    [Fact]
    public async Task A_store_without_events_is_rebuilt()
    {
        await using var store = await RebuildStore.NewAsync();

        MustBeServedWithoutDifference(await store.RebuildAllAsync());

        await RandomLife.LiveAsync(store.Stores, new Random(3), users: 2, steps: 20);
        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }

    [Theory]
    [InlineData("user_config_entry", "update mt_doc_user_config_entry set data = jsonb_set(data, '{Value}', '\"forged\"') where id = $id", 0, 0, 1)]
    [InlineData("user_config_entry", "update mt_doc_user_config_entry set user_id = 99 where id = $id", 0, 0, 1)]
    [InlineData("user_config_entry", "delete from mt_doc_user_config_entry where id = $id", 0, 1, 0)]
    [InlineData("user_info", "insert into mt_doc_user_info (id, data) values ('999', '{\"a\":1}')", 1, 0, 0)]
    [InlineData("user_activity", "update mt_doc_user_activity set data = data - 'Call' where id = $id", 0, 0, 1)]
    public async Task What_was_done_behind_its_back_shows_with_both_values_and_is_put_right(string view, string damage, int onlyServed, int onlyRebuilt, int different)
    {
        await using var store = await RebuildStore.LivedInAsync();
        var id = await store.Database.AskAsync<string>($"select min(id) from mt_doc_{view}");
        await store.Database.ExecuteAsync(damage.Replace("$id", $"'{id}'", StringComparison.Ordinal));

        var compared = (await store.DiffAsync(view)).Differences!;
        var rebuilt = (await store.RebuildAsync(view)).Differences!;

        compared.Should().BeEquivalentTo(rebuilt);
        (rebuilt.OnlyServed, rebuilt.OnlyRebuilt, rebuilt.Different).Should().Be((onlyServed, onlyRebuilt, different));
        var row = rebuilt.First.Should().ContainSingle().Subject;
        row.Id.Should().Be(onlyServed > 0 ? "999" : id);
        (row.Served is not null, row.Rebuilt is not null).Should().Be((onlyRebuilt == 0, onlyServed == 0));
        row.Served.Should().NotBe(row.Rebuilt);
        await store.MustBeTrueAsync();
    }

    [Fact]
    public async Task Without_a_switch_the_old_one_serves_on_and_the_switch_takes_in_what_came_since()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.Database.ExecuteAsync("delete from mt_doc_user_info");

        (await store.RebuildAsync("user_info", serve: false)).Should().Match<RebuildOutcome>(outcome => !outcome.Switched && outcome.Differences!.OnlyRebuilt == 12);
        (await store.Database.AskAsync<long>("select count(*) from mt_doc_user_info")).Should().Be(0);
        await store.Stores.CreateAsync("later");

        (await store.SwitchAsync("user_info")).Should().Match<RebuildOutcome>(outcome => outcome.Switched && outcome.Differences!.OnlyRebuilt == 12 && outcome.Differences.Total == 12);
        await store.FollowAsync();
        await store.MustBeTrueAsync();
        (await store.Invoking(s => s.SwitchAsync("user_info")).Should().ThrowAsync<JobException>()).WithMessage("There is nothing to switch user_info to. *");
    }

    [Fact]
    public async Task A_view_can_be_rolled_back_and_forward_again_and_each_time_it_is_up_to_date()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.Database.ExecuteAsync("update mt_doc_user_config_entry set data = data - 'SetBy' where id = (select min(id) from mt_doc_user_config_entry)");
        const string forged = "select count(*) from mt_doc_user_config_entry where not data ? 'SetBy'";
        (await store.Rebuilds.Invoking(r => r.RollbackAsync("user_config_entry", default)).Should().ThrowAsync<JobException>())
            .WithMessage("There is no earlier user_config_entry to go back to: it was never switched.");
        await store.RebuildAsync("user_config_entry");
        var ada = await store.Stores.AppendAsync(await store.Stores.CreateAsync("ada"), new UserConfigSet("a", "1"));

        (await store.Rebuilds.RollbackAsync("user_config_entry", default)).Switched.Should().BeTrue();
        (await store.Database.AskAsync<long>(forged)).Should().Be(1, "it is as it was served before");
        (await store.Database.AskAsync<long>("select count(*) from mt_doc_user_config_entry where data ->> 'Key' = 'a'")).Should().Be(1, "and has what came since");
        await store.Stores.AppendAsync(ada, new UserConfigSet("a", "2"));

        await store.Rebuilds.RollbackAsync("user_config_entry", default);
        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }

    [Fact]
    public async Task An_earlier_table_or_a_waiting_one_of_another_shape_is_refused()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.RebuildAsync("user_info");
        await store.RebuildAsync("user_info", serve: false);
        await store.Database.ExecuteAsync("alter table mt_doc_user_info add column nick varchar");

        (await store.Rebuilds.Invoking(r => r.RollbackAsync("user_info", default)).Should().ThrowAsync<JobException>()).WithMessage("userdomain_previous.mt_doc_user_info has other columns than *");
        (await store.Invoking(s => s.SwitchAsync("user_info")).Should().ThrowAsync<JobException>()).WithMessage("userdomain_next.mt_doc_user_info has other columns than *");
        (await store.RebuildAsync("user_info")).Differences!.Total.Should().Be(0);
        (await store.Database.AskAsync<long>("select count(*) from mt_doc_user_info where nick is null")).Should().Be(12, "the new one is shaped like the one served");
    }

    [Theory]
    [InlineData("create unique index extra on mt_doc_user_info (affiliate_id, id)", "create unique index extra *")]
    [InlineData("grant truncate on mt_doc_user_info to userdomain_run", "grant TRUNCATE *")]
    public async Task An_earlier_table_or_a_waiting_one_that_lacks_an_index_or_a_right_is_refused(string given, string named)
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.RebuildAsync("user_info");
        await store.RebuildAsync("user_info", serve: false);
        await store.Database.ExecuteAsync(given);

        (await store.Rebuilds.Invoking(r => r.RollbackAsync("user_info", default)).Should().ThrowAsync<JobException>())
            .Which.Message.Should().MatchEquivalentOf($"userdomain_previous.mt_doc_user_info lacks what public.mt_doc_user_info was given since it was made: {named}");
        (await store.Invoking(s => s.SwitchAsync("user_info")).Should().ThrowAsync<JobException>()).WithMessage("userdomain_next.mt_doc_user_info lacks what *");
        (await store.RebuildAsync("user_info")).Switched.Should().BeTrue();
        await store.MustBeTrueAsync();
    }

    [Fact]
    public async Task A_table_that_is_given_a_column_while_its_view_is_made_anew_is_not_replaced_by_one_without_it()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await using var work = new ViewRebuild(
            store.Reader, await RebuildSession.OpenAsync(store.Database.ConnectionString, ViewTables.Find("user_info")!, default), new HashSet<long>(), TimeProvider.System);
        await work.BeginAsync(default);
        var reached = await store.Reader.ReachedAsync(0, default);
        await new BulkFold(store.Reader).RunAsync([work.Fold], reached, new Progress<long>(), default);
        await store.Database.ExecuteAsync("alter table mt_doc_user_info add column nick varchar");

        var outcome = await work.FinishAsync(reached, 10, serve: true, default);

        outcome.Should().Match<RebuildOutcome>(left => !left.Switched && left.Failure!.StartsWith("userdomain_next.mt_doc_user_info has other columns than public.mt_doc_user_info"));
        (await store.Database.AskAsync<long>("select count(*) from mt_doc_user_info where nick is null")).Should().Be(12);
    }

    [Theory]
    [InlineData("user_directory")]
    [InlineData("user_lookup")]
    [InlineData("user_activity")]
    public async Task Events_that_a_view_was_told_to_pass_over_are_passed_over_when_it_is_made_anew(string view)
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.Database.ExecuteAsync("""
            insert into mt_streams (id, type, version) values ('user-700', 'user', 1);
            insert into mt_events (seq_id, id, stream_id, version, data, type)
            values (nextval('mt_events_sequence'), gen_random_uuid(), 'user-700', 1, '{}', 'user_of_a_newer_release')
            """);
        var place = await store.Database.AskAsync<long>("select max(seq_id) from mt_events");
        (await store.RebuildAsync(view)).Failure.Should().NotBeNull("nobody has said yet that it is to be passed over");
        await store.Stores.AppendAsync(new Append(
            StreamId.OfView(view), null, [new(Guid.CreateVersion7(), new ViewEventSkipped(view, place, Guid.CreateVersion7()))], Examples.Noon, Appends.Origin, [], []));
        await store.Stores.AppendAsync(await store.Stores.CreateAsync("later"), new UserConfigSet("a", "1"));

        (await store.RebuildAsync(view)).Should().Match<RebuildOutcome>(outcome => outcome.Switched && outcome.Differences!.Total == 0);

        await store.Database.MustBeTheFoldAsync(view);
    }

    [Fact]
    public async Task What_was_excused_for_one_try_is_looked_at_again_in_the_next()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.RebuildAsync("user_directory", serve: false);
        var id = await store.Database.AskAsync<string>("select min(id) from mt_doc_user_directory");
        await store.Database.ExecuteAsync($"update mt_doc_user_directory set data = data - 'Email' where id = '{id}'");
        await using var session = await RebuildSession.OpenAsync(store.Database.ConnectionString, ViewTables.Find("user_directory")!, default);
        var differences = new Differences(session, new(store.Reader, session, session.Next, new HashSet<long>(), await store.Reader.ReachedAsync(0, default)));
        await differences.CompareAsync(default);

        differences.Excuse([id]);
        (await differences.ReportAsync(10, default)).Total.Should().Be(0);
        await differences.SettleAsync(default);

        (await differences.ReportAsync(10, default)).First.Should().ContainSingle().Which.Id.Should().Be(id);
    }

    [Fact]
    public async Task A_rebuild_that_falls_silent_while_it_holds_writers_up_is_given_up_by_the_server()
    {
        await using var store = await RebuildStore.NewAsync();
        await using var session = await RebuildSession.OpenAsync(store.Database.ConnectionString, ViewTables.Find("user_info")!, default);

        (await session.AskAsync<string>("show idle_in_transaction_session_timeout", default)).Should().Be("30s");
    }

    [Fact]
    public async Task Whoever_comes_right_after_a_rebuild_does_not_find_the_view_in_its_hands()
    {
        await using var store = await RebuildStore.NewAsync();

        for (var i = 0; i < 30; i++)
            await (await RebuildSession.OpenAsync(store.Database.ConnectionString, ViewTables.Find("user_info")!, default)).DisposeAsync();
    }

    [Fact]
    public async Task No_two_views_have_one_lock_and_no_rebuild_has_that_of_a_migration()
    {
        await using var store = await RebuildStore.NewAsync();
        var names = string.Join(',', Rebuilds.Names.Select(name => $"'{name}'"));

        (await store.Database.AskAsync<long>($"select count(distinct hashtext(n)) from unnest(array[{names}]) n")).Should().Be(Rebuilds.Names.Count);
        (await store.Database.AskAsync<long>($"select count(distinct k) from (select hashtextextended('rebuild of ' || n, 0) k from unnest(array[{names}]) n union all select 7113009215) k"))
            .Should().Be(Rebuilds.Names.Count + 1);
    }

    [Fact]
    public async Task A_served_table_that_lost_a_column_is_refused_and_one_that_lost_an_index_is_rebuilt_without_it()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.Database.ExecuteAsync("drop index mt_doc_user_directory_idx_locked; alter table mt_doc_user_lookup drop column pair");

        (await store.Invoking(s => s.RebuildAsync("user_lookup")).Should().ThrowAsync<JobException>())
            .WithMessage("public.mt_doc_user_lookup lacks pair, which this release writes. Nothing was changed; *");
        (await store.RebuildAsync("user_directory")).Differences!.Total.Should().Be(0);
        (await store.Database.AskAsync<long>("select count(*) from pg_indexes where schemaname = 'public' and tablename = 'mt_doc_user_directory'")).Should().Be(4);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_named_and_leaves_everything_as_it_was()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.Database.ExecuteAsync("""
            insert into mt_streams (id, type, version) values ('user-700', 'user', 1);
            insert into mt_events (seq_id, id, stream_id, version, data, type)
            values (nextval('mt_events_sequence'), gen_random_uuid(), 'user-700', 1, '{}', 'user_of_a_newer_release')
            """);
        var before = await store.ServedAsync(ViewTables.All[0]);

        var outcomes = await store.RebuildAllAsync();

        outcomes.Should().OnlyContain(outcome => !outcome.Switched && outcome.Failure!.Contains($"{outcome.View} cannot be folded over event ", StringComparison.Ordinal)
            && outcome.Failure.EndsWith("of user-700: The stored event 'user_of_a_newer_release' cannot be read by this release. Nothing was changed.", StringComparison.Ordinal));
        (await store.ServedAsync(ViewTables.All[0])).Should().Equal(before);
    }

    [Fact]
    public async Task A_stream_with_a_gap_is_named()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await store.Database.ExecuteAsync("""
            insert into mt_streams (id, type, version) values ('user-700', 'user', 2);
            insert into mt_events (seq_id, id, stream_id, version, data, type) values (nextval('mt_events_sequence'), gen_random_uuid(), 'user-700', 2, '{}', 'user_unlocked')
            """);

        (await store.Invoking(s => s.RebuildAllAsync()).Should().ThrowAsync<JobException>()).WithMessage("Stream user-700 has version 2 where 1 belongs. Nothing was changed; *");
    }

    [Fact]
    public async Task A_view_is_rebuilt_by_one_at_a_time()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await using var held = await RebuildSession.OpenAsync(store.Database.ConnectionString, ViewTables.Find("user_info")!, default);

        (await store.Invoking(s => s.RebuildAllAsync()).Should().ThrowAsync<BusyException>()).WithMessage("user_info is being rebuilt already, or switched. Nothing was changed.");
        await store.Invoking(s => s.DiffAsync("user_info")).Should().ThrowAsync<BusyException>();
        (await store.RebuildAsync("user_directory")).Switched.Should().BeTrue();
    }

    [Fact]
    public async Task A_view_of_another_name_is_not_there() =>
        (await (await RebuildStore.NewAsync()).Invoking(s => s.RebuildAsync("user_infos")).Should().ThrowAsync<JobException>()).WithMessage("There is no view 'user_infos'. There are user_info, *");

    private static void MustBeServedWithoutDifference(IReadOnlyList<RebuildOutcome> outcomes) => outcomes
        .Select(outcome => $"{outcome.View} {outcome.Differences?.Total} {outcome.Switched} {outcome.Failure} {string.Join(';', outcome.Differences?.First ?? [])}")
        .Should().Equal(Rebuilds.Names.Select(name => $"{name} 0 True  "));
}
