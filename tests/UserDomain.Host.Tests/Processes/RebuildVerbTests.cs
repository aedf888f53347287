using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Processes;

/// <summary><c>projections rebuild | diff | switch | rollback</c>, beside a running host and killed at any moment.</summary>
public sealed class RebuildVerbTests
{
    private const string Forge = "update mt_doc_user_config_entry set data = jsonb_set(data, '{Value}', '\"forged\"')";
    private const string Forged = "select count(*) from mt_doc_user_config_entry where data ->> 'Value' = 'forged'";

    private const string Events = """
        insert into mt_streams (id, type, version) select 'user-' || u, 'user', 21 from generate_series(1001, 1100) u;
        insert into mt_events (seq_id, id, stream_id, version, data, type, headers)
        select nextval('mt_events_sequence'), gen_random_uuid(), 'user-' || u, v,
          case v when 1 then jsonb_build_object('UserName', 'u' || u, 'UserNameKey', 'U' || u, 'Email', 'u' || u || '@x', 'EmailKey', 'U' || u || '@X', 'AccountId', u,
            'OmsId', 1, 'OperatorId', 1, 'AffiliateId', 0, 'RefererId', 0, 'Use2FA', false, 'EmailVerified', true, 'SelfRegistered', false)
          else jsonb_build_object('Key', 'key' || v % 7, 'Value', 'v' || v) end, case v when 1 then 'user_created' else 'user_config_set' end, '{"Call":"SetUserConfig","Transport":"http"}'
        from generate_series(1, 21) v, generate_series(1001, 1100) u
        """;

    [Fact]
    public async Task A_running_host_serves_on_across_rebuild_and_rollback_and_machines_can_read_what_differed()
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        var root = await host.SignInAsync("operator", TestVenue.OperatorPassword);
        for (var i = 0; i < 5; i++) // statements are prepared from the second use on
            await SetAsync(root, $"{i}");
        await place.ExecuteAsync(Forge);

        (await place.DoAsync("", "projections", "diff", "user_config_entry")).Should().Match<(int Code, string Output)>(diff =>
            diff.Code == 2 && diff.Output.Contains("forged", StringComparison.Ordinal) && diff.Output.Contains("1/color", StringComparison.Ordinal));
        var (code, output) = await place.DoAsync("", "projections", "switch", "user_config_entry", "--json");
        (code, output).Should().Match<(int, string)>(done => done.Item1 == 0 && done.Item2.Contains("\"Different\":1", StringComparison.Ordinal) && done.Item2.Contains("\"Switched\":true", StringComparison.Ordinal));
        (await ColorAsync(root)).Should().Contain("\"4\"");
        await SetAsync(root, "5");
        (await place.DoAsync("", "projections", "rebuild", "--all")).Code.Should().Be(0);
        (await ColorAsync(root)).Should().Contain("\"5\"");
        (await place.DoAsync("", "projections", "rollback", "user_config_entry")).Code.Should().Be(0);
        await SetAsync(root, "6");
        (await ColorAsync(root)).Should().Contain("\"6\"");
        (await place.DoAsync("", "projections", "diff", "user_config_entry")).Code.Should().Be(0);
    }

    [Theory]
    [InlineData(new[] { "projections", "rebuild" }, "Name one view, or say --all.")]
    [InlineData(new[] { "projections", "rebuild", "users" }, "Argument 'users' not recognized. Must be one of:*'user_info'*")]
    [InlineData(new[] { "projections", "rollback", "user_info" }, "There is no earlier user_info to go back to: it was never switched.")]
    public async Task What_cannot_be_done_is_a_sentence(string[] arguments, string sentence)
    {
        await using var place = await DataPlace.UsedAsync();

        var (code, output) = await place.DoAsync("", arguments);

        (code, output).Should().Match<(int Code, string Output)>(said => said.Code == 1);
        output.Should().Match(sentence);
    }

    [Fact]
    public async Task Killed_at_any_moment_with_or_without_its_server_it_ends_right_or_changes_nothing()
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        await place.ExecuteAsync(Events);
        (await place.DoAsync("", "projections", "rebuild", "--all")).Code.Should().Be(0);
        var random = new Random(7);

        for (var i = 0; i < 20; i++)
        {
            await place.ExecuteAsync(Forge);
            var forged = await CountAsync(place);
            await using var verb = HostProcess.Start(["projections", "rebuild", "--all"], ("USERDOMAIN_DATA", place.Data));
            await Eventually.HoldsAsync(() => IsAtWorkAsync(place), "it has begun");
            await Task.Delay(random.Next(900)); // where it is then is the point
            if (i % 2 == 0)
                await verb.KillAsync();
            else
                await HostProcess.SendAsync("KILL", place.Postmaster!.Value);
            await verb.EndAsync();
            await Eventually.HoldsAsync(() => IsWholeAsync(place, forged), "the old view is served, or the new one, whole");
        }

        (await place.DoAsync("", "projections", "rebuild", "--all")).Should().Match<(int Code, string Output)>(done => done.Code == 0);
        (await CountAsync(place)).Should().Be(0);
        (await place.DoAsync("", "projections", "diff", "user_config_entry")).Code.Should().Be(0);
        (await host.StopAsync()).Should().Be(0, host.Output);
    }

    /// <summary>It has the lock of the view that it makes first, which is not that of the worker that follows; or is over already.</summary>
    private static async Task<bool> IsAtWorkAsync(DataPlace place) => await place.AskAsync(database => database.AskAsync<bool>($"""
        select exists (select from {TestDatabase.Locks} l where locktype = 'advisory' and objsubid = 1 and granted
                       and (classid::bigint << 32) | objid::bigint = hashtextextended('rebuild of user_info', 0))
        """)) || await CountAsync(place) == 0;

    private static async Task<bool> IsWholeAsync(DataPlace place, long forged)
    {
        try
        {
            return await CountAsync(place) is var now && (now == 0 || now == forged);
        }
        catch (Npgsql.NpgsqlException)
        {
            return false; // the server comes back
        }
    }

    private static Task<long> CountAsync(DataPlace place) => place.AskAsync(database => database.AskAsync<long>(Forged));

    private static async Task SetAsync(TestClient root, string color) =>
        (await root.PostAsync("SetUserConfig", $$"""{"userName":"operator","Config":{"color":"{{color}}"} }""")).MustSucceed();

    private static async Task<string> ColorAsync(TestClient root) =>
        (await root.PostAsync("GetUserConfig", """{"userName":"operator"}""")).Body;
}
