using UserDomain.Model;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>
/// An address is freed and taken in one order, and places are drawn in another: who takes it draws his place, waits for who frees it, and that
/// one draws a later place. At the place between both have it.
/// </summary>
public sealed class UniqueTrapTests
{
    private const string Freed = "freed@example.org";

    [Fact]
    public async Task Where_the_filled_table_ends_between_the_two_the_index_waits_for_the_second()
    {
        await using var store = await RebuildStore.LivedInAsync();
        var taken = await TakeAndFreeAsync(store, before: 3);
        await using var work = new ViewRebuild(
            store.Reader, await RebuildSession.OpenAsync(store.Database.ConnectionString, ViewTables.Find("user_info")!, default), new HashSet<long>(), TimeProvider.System);

        await work.BeginAsync(default);
        await new BulkFold(store.Reader).RunAsync([work.Fold], taken, new Progress<long>(), default);
        var outcome = await work.FinishAsync(taken, 10, serve: true, default);

        (outcome.Failure, outcome.Switched, outcome.Differences?.Total).Should().Be((null, true, 0));
        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }

    /// <summary>However few events there were when the table was made: the many that come since are taken in before writers are held up.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_a_page_ends_between_the_two_it_is_read_on(bool young)
    {
        await using var store = young ? await RebuildStore.NewAsync() : await RebuildStore.LivedInAsync();
        await store.RebuildAsync("user_info", serve: false);
        await TakeAndFreeAsync(store, before: 1_999); // pages are of 2,000

        (await store.SwitchAsync("user_info")).Should().Match<RebuildOutcome>(outcome => outcome.Switched && outcome.Differences!.Total == 0);

        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }

    [Fact]
    public async Task Where_no_later_event_frees_it_the_rebuild_says_so_and_changes_nothing()
    {
        await using var store = await RebuildStore.LivedInAsync();
        await TakeAndFreeAsync(store, before: 3, free: false);

        var outcome = await store.RebuildAsync("user_info");

        outcome.Switched.Should().BeFalse();
        outcome.Failure.Should().Match("Two documents of user_info want what only one may have, and no later event settles it: CREATE UNIQUE INDEX mt_doc_user_info_idx_email_key *Nothing was changed.");
        (await store.RebuildAsync("user_directory")).Differences!.Different.Should().Be(0, "where it need not be unique it is folded");
    }

    /// <param name="before">How many events come before the one that takes the address: at least the two that made it, and one.</param>
    /// <returns>The place at which both have the address.</returns>
    private static async Task<long> TakeAndFreeAsync(RebuildStore store, int before, bool free = true)
    {
        var has = await store.Stores.AppendAsync(await store.Stores.CreateAsync("has"), new UserEmailChanged(Freed, TextKey.Of(Freed), false));
        var takes = await store.Stores.CreateAsync("takes");
        await store.Database.ExecuteAsync($$"""
            insert into mt_events (seq_id, id, stream_id, version, data, type)
            select nextval('mt_events_sequence'), gen_random_uuid(), '{{takes.Stream}}', n + 1, '{}', 'user_sessions_ended' from generate_series(1, {{before - 3}}) n
            """);
        var version = await store.Database.AskAsync<long>($"select max(version) from mt_events where stream_id = '{takes.Stream}'");
        var taken = await ChangeAsync(store, $"{takes.Stream}", version + 1, Freed);
        if (free)
            await ChangeAsync(store, $"{has.Stream}", 3, "has@example.org");
        await store.Database.ExecuteAsync($$"""
            update mt_streams s set version = (select max(version) from mt_events where stream_id = s.id);
            update mt_doc_user_info set data = data || '{"Email":"has@example.org","EmailKey":"HAS@EXAMPLE.ORG"}', email_key = 'HAS@EXAMPLE.ORG' where id = '{{has.UserId}}';
            update mt_doc_user_info set data = data || '{"Email":"{{Freed}}","EmailKey":"{{TextKey.Of(Freed)}}"}', email_key = '{{TextKey.Of(Freed)}}' where id = '{{takes.UserId}}'
            """);
        return taken;
    }

    private static Task<long> ChangeAsync(RebuildStore store, string stream, long version, string address) => store.Database.AskAsync<long>($$"""
        insert into mt_events (seq_id, id, stream_id, version, data, type)
        values (nextval('mt_events_sequence'), gen_random_uuid(), '{{stream}}', {{version}},
                '{"Email":"{{address}}","EmailKey":"{{TextKey.Of(address)}}","BySomebodyElse":false}', 'user_email_changed') returning seq_id
        """);
}
