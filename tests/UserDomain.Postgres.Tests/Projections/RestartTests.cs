using System.Diagnostics;
using UserDomain.Model;
using UserDomain.Postgres.Tests.Embedded;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>Two daemons ride out a database that crashes and comes back: one of them has the view again, and nothing is skipped or comes twice.</summary>
public sealed class RestartTests
{
    private const string Holders = $"select count(*) from {TestDatabase.Locks} l where locktype = 'advisory' and granted and objsubid = 2";

    [Fact]
    public async Task After_a_crash_of_the_server_one_of_two_follows_and_shows_every_event_once()
    {
        await using var server = await Servers.StartAsync(TestFolder.New());
        await using var stores = await TestDatabase.OpenAsync(server.ConnectionString);
        await using var one = await Follower.StartAsync(server.ConnectionString, "user_activity");
        await using var other = await Follower.StartAsync(server.ConnectionString, "user_activity");
        var user = await stores.CreateAsync("ada");

        for (var crash = 0; crash < 3; crash++)
        {
            for (var i = 0; i < 20; i++)
                user = await stores.AppendAsync(user, new UserConfigSet("a", $"{crash} {i}"));
            using var backend = Process.GetProcessById((int)(await server.AskAsSuperuserAsync("select pid from pg_stat_activity where backend_type = 'checkpointer'"))!);
            backend.Kill();
            user = await stores.AppendAsync(user, new UserConfigSet("a", "after"));
        }

        await Eventually.HoldsAsync(
            async () => await Outcome.OfAsync(() => server.AskAsync("select 1")) is null
                && (bool)(await server.AskAsync("select coalesce((select last_seq_id from mt_event_progression where name = 'user_activity'), 0) = last_value from mt_events_sequence"))!,
            "it is back, and follows");
        (await server.AskAsync(Holders)).Should().Be(1L);
        (await server.AskAsync("select array_agg(seq_id::text order by seq_id) = (select array_agg(id::text order by place) from mt_doc_user_activity) from mt_events")).Should().Be(true);
        (await server.AskAsync("select count(*) from mt_doc_user_activity where mt_version <> 1")).Should().Be(0L);
    }
}
