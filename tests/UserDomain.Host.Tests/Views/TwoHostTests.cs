using System.Diagnostics;
using System.Text.Json;
using UserDomain.Host.Tests.Processes;
using UserDomain.Postgres.Projections;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Views;

/// <summary>Two hosts on one database: each view is written by one of them, and when that is killed by the other within 5 s.</summary>
public sealed class TwoHostTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_host_that_is_killed_hands_its_views_to_the_other_and_nothing_is_skipped_or_comes_twice()
    {
        await using var venue = await TestVenue.CreateAsync();
        (string, string?)[] settings = [("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys), ("USERDOMAIN_OPERATOR_PASSWORD", TestVenue.OperatorPassword)];
        await using var first = await HostProcess.RunAsync(settings);
        foreach (var view in ViewNames.Following)
            await Eventually.HoldsAsync(async () => await venue.Database.FollowerAsync(view) == first.Id, "the first host has it");
        await using var second = await HostProcess.RunAsync(settings);
        var root = await second.SignInAsync("operator", TestVenue.OperatorPassword);
        for (var i = 0; i < 20; i++)
            await SetAsync(root, i);

        await first.KillAsync();
        var since = Stopwatch.StartNew();
        for (var i = 20; i < 40; i++)
            await SetAsync(root, i);
        foreach (var view in ViewNames.Following)
            await Eventually.HoldsAsync(async () => await venue.Database.FollowerAsync(view) == second.Id, "the other has it");

        since.Elapsed.Should().BeLessThan(Longest);
        foreach (var view in ViewNames.Following)
            await venue.Database.UntilFollowedAsync(view);
        (await venue.Database.AskAsync<bool>("select array_agg(seq_id::text order by seq_id) = (select array_agg(id::text order by place) from mt_doc_user_activity) from mt_events")).Should().BeTrue();
        (await venue.Database.AskAsync<long>("select count(*) from mt_doc_user_activity where mt_version <> 1")).Should().Be(0);
        (await venue.Database.AskAsync<long>("select count(*) from mt_doc_user_lookup where what like 'config/key %'")).Should().Be(40);
    }

    private static async Task SetAsync(TestClient client, int i) =>
        (await client.PostAsync("SetUserConfig", JsonSerializer.Serialize(new { Config = new Dictionary<string, string> { [$"key {i}"] = "1" } }))).MustSucceed();
}
