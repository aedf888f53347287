using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Processes;

/// <summary>Beside a program that writes events and is no host of ours nothing is read in order, until somebody says that it is stopped.</summary>
public sealed class OtherProgramTests
{
    private const string Foreign = """
        insert into mt_streams (id, type, version) values ('user-900', 'user', 1);
        insert into mt_events (seq_id, id, stream_id, version, data, type, mt_dotnet_type)
        values (nextval('mt_events_sequence'), gen_random_uuid(), 'user-900', 1, '{"Key": "a", "Value": "b"}', 'user_config_set', 'Shop.OrderPlaced, Shop')
        """;

    private const string Kept = """
        select (select count(*) from userdomain.seals) || ' ' || (select count(*) from userdomain.view_tables) || ' ' || (select count(*) from mt_events)
          || ' ' || (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('userdomain_next', 'userdomain_previous'))
        """;

    private static readonly string[] Verbs =
    [
        "projections rebuild --all", "projections diff user_lookup", "projections switch user_info", "projections rollback user_info", "audit seal", "audit replay",
    ];

    [Fact]
    public async Task What_reads_in_order_is_refused_in_a_sentence_and_changes_nothing()
    {
        await using var place = await DataPlace.UsedAsync();
        var export = TestFolder.New("export");
        (await place.DoAsync("", "projections", "rebuild", "user_info", "--no-switch")).Code.Should().Be(0);
        await place.ExecuteAsync(Foreign);
        var before = await place.AskAsync(sql => sql.AskAsync<string>(Kept));

        foreach (var verb in Verbs)
        {
            (await place.DoAsync("", verb.Split(' '))).Should().Match<(int Code, string Output)>(end =>
                end.Code == 1 && end.Output.StartsWith("Another program writes events here: user_config_set at place 4, of user-900,") && !end.Output.Contains('\n'), verb);
        }

        (await place.AskAsync(sql => sql.AskAsync<string>(Kept))).Should().Be(before);
        (await place.DoAsync("", "db", "describe")).Output.Should().MatchRegex("engine +another program");

        (await place.DoAsync("", "db", "adopt")).Should().Be((0, "Whoever wrote events up to place 4, they are taken as they are."));
        (await place.DoAsync("", "audit", "seal")).Should().Be((0, "Sealed 4 events. The newest seal is number 1."));
        (await place.DoAsync("", "projections", "switch", "user_info")).Code.Should().Be(0);
        (await place.DoAsync("", "events", "export", export)).Code.Should().Be(0);
    }

    [Fact]
    public async Task A_host_goes_on_and_says_that_nothing_is_sealed()
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        await Eventually.HoldsAsync(() => place.AskAsync(async sql => await sql.AskAsync<long>("select count(*) from userdomain.seals") > 0), "the host seals");
        await place.ExecuteAsync(Foreign);

        await Eventually.HoldsAsync(() => host.Output.Contains("What is recorded is not sealed any more. Another program writes events here", StringComparison.Ordinal), "it says so");
        (await (await host.SignInAsync("operator", TestVenue.OperatorPassword)).PostAsync("GetUserInfo")).MustHaveData();

        (await place.DoAsync("", "db", "adopt")).Code.Should().Be(0);
        await Eventually.HoldsAsync(() => place.AskAsync(async sql => await sql.AskAsync<bool>("select max(last_seq_id) >= (select max(seq_id) from mt_events) from userdomain.seals")), "it seals again");
    }
}
