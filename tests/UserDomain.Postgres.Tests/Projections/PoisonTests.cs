using Microsoft.Extensions.DependencyInjection;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Projections;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>An event that a view cannot be folded over stops it loudly, and only somebody at the server has it go on.</summary>
public sealed class PoisonTests : IAsyncLifetime
{
    private const string Canary = "canary";

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

    /// <summary>Of an unknown type, not whole, not JSON as it should be, and one whose document the database refuses.</summary>
    [Theory]
    [InlineData("user_directory", "user-900", "user_of_a_newer_release", """'{"A":"canary"}'""", "null", "UnknownEventException: The stored event 'user_of_a_newer_release' cannot be read by this release.")]
    [InlineData("user_lookup", "user-900", "user_config_set", """'{"Key":"canary"}'""", "null", "UnknownEventException: The stored event 'user_config_set' cannot be read by this release. < JsonException at byte 17")]
    [InlineData("user_activity", "user-900", "user_config_set", """'{"Key":"canary","Value":1}'""", "null", "UnknownEventException: The stored event 'user_config_set' cannot be read by this release. < JsonException*")]
    [InlineData("user_activity", "user-900", "user_unlocked", "'{}'", """'["canary"]'""", "JsonException at byte *")]
    [InlineData("user_lookup", "user-900", "user_config_set", """(select jsonb_build_object('Key', string_agg(md5(i::text), 'canary'), 'Value', '') from generate_series(1, 2000) i)""", "null", "PostgresException 54000*")]
    public async Task Everything_before_it_is_written_and_nothing_after_it(string view, string stream, string type, string data, string headers, string reason)
    {
        await using var first = await Follower.StartAsync(database, view);
        for (var i = 0; i < 20; i++)
            await stores.CreateAsync($"user {i}");
        await PoisonAsync(stream, type, data, headers);
        for (var i = 20; i < 40; i++)
            await stores.CreateAsync($"user {i}");
        await UntilStoppedAsync();

        (await database.StopsAsync()).Should().ContainSingle().Which.Should().Match($"{view} 21 {reason}").And.NotContain(Canary);
        (await database.PlaceAsync(view)).Should().Be(20);
        (await database.AskAsync<long>($"select count(*) from mt_doc_{view}")).Should().Be(20);
        (await database.AskAsync<bool>("select event_id = (select id from mt_events where mt_events.seq_id = 21) from userdomain.view_stops")).Should().BeTrue();

        await SkipAsync(view, 21);
        await database.UntilFollowedAsync(view);
        await database.MustBeTheFoldAsync(view);
    }

    [Fact]
    public async Task A_fold_that_throws_on_what_the_view_holds_stops_it_there()
    {
        var ada = await stores.CreateAsync("ada");
        await using var follower = await Follower.StartAsync(database, "user_directory");
        await database.UntilFollowedAsync("user_directory");
        await database.ExecuteAsync("update mt_doc_user_directory set data = data - 'Accounts'");

        await stores.AppendAsync(ada, new UserAccountAdded(17));
        await UntilStoppedAsync();

        (await database.StopsAsync()).Should().ContainSingle().Which.Should().Match("user_directory 2 ArgumentNullException in *");
        (await database.PlaceAsync("user_directory")).Should().Be(1);
    }

    [Fact]
    public async Task A_page_is_written_up_to_the_event_whose_document_is_refused_wherever_in_it_that_is()
    {
        for (var i = 0; i < 33; i++)
            await stores.CreateAsync($"user {i}");
        await PoisonAsync("user-900", "user_config_set", """(select jsonb_build_object('Key', string_agg(md5(i::text), ''), 'Value', '') from generate_series(1, 2000) i)""");
        for (var i = 33; i < 40; i++)
            await stores.CreateAsync($"user {i}");
        await using var follower = await Follower.StartAsync(database, "user_lookup");
        await UntilStoppedAsync();

        (await database.PlaceAsync("user_lookup")).Should().Be(33);
        (await database.AskAsync<long>("select count(*) from mt_doc_user_lookup")).Should().Be(33);
    }

    [Fact]
    public async Task A_host_that_starts_later_stays_stopped_until_it_is_tried_again_when_what_was_wrong_is_repaired()
    {
        await database.ExecuteAsync("alter table mt_doc_user_lookup add constraint no_b check (what <> 'config/b')");
        await using (await Follower.StartAsync(database, "user_lookup"))
        {
            await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"), new UserConfigSet("b", "2"), new UserConfigSet("c", "3"));
            await UntilStoppedAsync();
        }

        (await database.StopsAsync()).Should().Equal("user_lookup 3 PostgresException 23514 mt_doc_user_lookup no_b");
        await database.ExecuteAsync("alter table mt_doc_user_lookup drop constraint no_b");
        await using var later = await Follower.StartAsync(database, "user_lookup");
        await database.UntilHeldAsync("user_lookup");
        await UntilAskedAsync();
        (await database.PlaceAsync("user_lookup")).Should().Be(2, "nobody has said what is to be done");

        await EndStopAsync("user_lookup", 3, new ViewRetried("user_lookup", 3));

        await database.UntilFollowedAsync("user_lookup");
        await database.MustBeTheFoldAsync("user_lookup");
    }

    /// <summary>In one page and in two, exchanged and with a gap.</summary>
    [Theory]
    [InlineData(false, 2, 1)]
    [InlineData(true, 2, 1)]
    [InlineData(false, 1, 3)]
    [InlineData(true, 1, 3)]
    public async Task A_stream_whose_versions_do_not_come_in_order_stops_the_view_before_the_first_that_does_not(bool apart, int first, int second)
    {
        await using var follower = await Follower.StartAsync(database, "user_activity");
        await PutAsync(first);
        if (apart && first == 1)
            await database.UntilFollowedAsync("user_activity");
        else if (apart)
            await UntilStoppedAsync();
        await PutAsync(second);
        await UntilStoppedAsync();

        (await database.StopsAsync()).Should().Equal(first == 2
            ? "user_activity 1 BrokenStreamException: Stream user-900 has version 2 where 1 belongs."
            : "user_activity 2 BrokenStreamException: Stream user-900 has version 3 where 2 belongs.");
        (await database.PlaceAsync("user_activity")).Should().Be(first == 2 ? 0 : 1);
        await SkipAsync("user_activity", first == 2 ? 1 : 2);
        await database.UntilFollowedAsync("user_activity");
        await database.MustBeTheFoldAsync("user_activity");

        Task PutAsync(int version) => database.ExecuteAsync($$"""
            insert into mt_streams (id, type, version) values ('user-900', 'user', 1) on conflict do nothing;
            insert into mt_events (seq_id, id, stream_id, version, data, type)
            values (nextval('mt_events_sequence'), gen_random_uuid(), 'user-900', {{version}}, '{}', 'user_unlocked')
            """);
    }

    [Fact]
    public async Task One_that_is_tried_again_in_vain_stops_the_view_again()
    {
        await using var follower = await Follower.StartAsync(database, "user_directory");
        await PoisonAsync("user-900", "user_of_a_newer_release", "'{}'");
        await UntilStoppedAsync();
        var stopped = await database.AskAsync<DateTime>("select stopped_at from userdomain.view_stops");

        await EndStopAsync("user_directory", 1, new ViewRetried("user_directory", 1));

        await Eventually.HoldsAsync(
            async () => await database.AskAsync<bool>($"select exists (select from userdomain.view_stops where stopped_at > '{stopped:O}'::timestamptz)"), "it is stopped again");
    }

    [Fact]
    public async Task A_stopped_view_stops_no_other()
    {
        await using var directory = await Follower.StartAsync(database, "user_directory");
        await using var lookup = await Follower.StartAsync(database, "user_lookup");
        await database.ExecuteAsync("alter table mt_doc_user_lookup add constraint none check (false)");

        await stores.CreateAsync("ada");
        await UntilStoppedAsync();

        await database.UntilFollowedAsync("user_directory");
        await database.MustBeTheFoldAsync("user_directory");
    }

    [Fact]
    public async Task What_was_done_to_a_view_is_in_its_stream_and_in_the_activity_and_harms_no_view()
    {
        await PoisonAsync("user-900", "user_of_a_newer_release", "'{}'");
        foreach (var view in new[] { "user_directory", "user_lookup", "user_activity" })
        {
            await using var follower = await Follower.StartAsync(database, view);
            await UntilStoppedAsync(view);
            await SkipAsync(view, 1);
            await stores.CreateAsync($"after {view}");
            await database.UntilFollowedAsync(view);
            await database.MustBeTheFoldAsync(view);
        }

        await using var parts = await database.OpenPartsAsync();
        (await parts.GetRequiredService<SkippedEvents>().ReadAsync("user_activity", default)).Should().Equal(1);
        (await database.ListAsync("select data->>'UserId' || ' ' || (data->>'Stream') from mt_doc_user_activity where data->>'Event' = 'view_event_skipped' order by place"))
            .Should().Equal("0 view-user_directory", "0 view-user_lookup", "0 view-user_activity");
    }

    private Task<int> PoisonAsync(string stream, string type, string data, string headers = "null") => database.ExecuteAsync($"""
        insert into mt_streams (id, type, version) values ('{stream}', 'user', 1);
        insert into mt_events (seq_id, id, stream_id, version, data, type, headers)
        values (nextval('mt_events_sequence'), gen_random_uuid(), '{stream}', 1, {data}, '{type}', {headers})
        """);

    private Task UntilStoppedAsync(string? view = null) => Eventually.HoldsAsync(
        async () => (await database.StopsAsync()).Any(stop => view is null || stop.StartsWith(view, StringComparison.Ordinal)), "the view stops");

    /// <summary>Until the worker has asked twice whether it is still stopped.</summary>
    private async Task UntilAskedAsync()
    {
        var asked = new HashSet<string>();
        await Eventually.HoldsAsync(
            async () =>
            {
                asked.UnionWith(await database.ListAsync("select query_start::text from pg_stat_activity where datname = current_database() and query like '%from userdomain.view_stops s where%' and pid <> pg_backend_pid()"));
                return asked.Count > 2;
            },
            "it asks");
    }

    private async Task SkipAsync(string view, long place) =>
        await EndStopAsync(view, place, new ViewEventSkipped(view, place, await database.AskAsync<Guid>($"select id from mt_events where seq_id = {place}")));

    private async Task EndStopAsync(string view, long place, ViewEvent end) => await stores.AppendAsync(
        new Append(StreamId.OfView(view), null, [new(Guid.CreateVersion7(), end)], Examples.Noon, Appends.Origin, [], [new ViewStopCleared(view, place)]));
}
