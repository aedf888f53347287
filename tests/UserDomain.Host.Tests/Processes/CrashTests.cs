using UserDomain.Specs;
using System.Collections.Concurrent;
using System.Text.Json;

namespace UserDomain.Host.Tests.Processes;

/// <summary>Kills the host and its server again and again under load: what was acknowledged is there, and no stream has a gap.</summary>
public sealed class CrashTests
{
    private const int Writes = 1_500;
    private const int Connections = 16;
    private const int Users = 8;

    private readonly ConcurrentDictionary<(string User, string Key), long> acknowledged = new();
    private readonly ConcurrentBag<string> unexpected = [];
    private long count;
    private volatile HostProcess host = null!;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_and_no_stream_has_a_gap_whatever_is_killed()
    {
        await using var place = await DataPlace.UsedAsync();
        host = await place.RunAsync();
        var root = await host.SignInAsync("operator", TestVenue.OperatorPassword);
        for (var user = 0; user < Users; user++)
            (await root.PostAsync("CreateUser", $$"""{"userInfo":{"userName":"crash{{user}}","email":"crash{{user}}@x"} }""")).MustSucceed();
        var client = root.With(host: () => host.Address);

        var writers = Task.WhenAll(Enumerable.Range(0, Connections).Select(writer => WriteAsync(client, writer)));
        await KillAtAsync(place, 0.2, KillHostAsync);
        await KillAtAsync(place, 0.4, KillServerAsync);
        await KillAtAsync(place, 0.6, KillHostAsync);
        await KillAtAsync(place, 0.8, KillHostAsync);
        await writers.WaitAsync(TimeSpan.FromSeconds(60));

        unexpected.Should().BeEmpty("a failed call says that the store is unavailable, or its connection breaks");
        await MustHaveWhatWasAcknowledgedAsync(client);
        await MustHaveNoGapAsync(place);
    }

    /// <summary>No key is written twice: what was lost must not come back by a later write.</summary>
    private async Task WriteAsync(TestClient client, int writer)
    {
        for (var n = 0L; Interlocked.Read(ref count) < Writes; n++)
        {
            var (user, key) = ($"crash{writer % Users}", $"w{writer}-{n}");
            await Eventually.HoldsAsync(() => TryWriteAsync(client, user, key, n), "a host comes back and takes the write");
            acknowledged[(user, key)] = n;
            Interlocked.Increment(ref count);
        }
    }

    private async Task<bool> TryWriteAsync(TestClient client, string user, string key, long value)
    {
        try
        {
            var answer = await client.PostAsync("SetUserConfig", $$"""{"userName":"{{user}}","Config":{"{{key}}":{{value}}} }""");
            if (answer.Body == Answer.Success)
                return true;
            if (answer.Json.GetProperty("errorcode").GetInt32() != 102 || answer.Status != System.Net.HttpStatusCode.ServiceUnavailable)
                unexpected.Add($"{answer.Status} {answer.Body}");
            return false;
        }
        catch (HttpRequestException)
        {
            return false; // the host died, before or after it was stored
        }
    }

    private async Task KillAtAsync(DataPlace place, double share, Func<DataPlace, Task> kill)
    {
        await Eventually.HoldsAsync(() => Interlocked.Read(ref count) >= Writes * share, "writers get on");
        await kill(place);
    }

    private async Task KillHostAsync(DataPlace place)
    {
        await host.KillAsync();
        host = await place.RunAsync();
    }

    private static async Task KillServerAsync(DataPlace place)
    {
        var server = place.Postmaster!.Value;
        await HostProcess.SendAsync("KILL", server);
        await Eventually.HoldsAsync(() => place.Postmaster is { } next && next != server, "the host starts its server again");
    }

    private async Task MustHaveWhatWasAcknowledgedAsync(TestClient client)
    {
        acknowledged.Should().HaveCountGreaterThan(Connections);
        foreach (var user in acknowledged.GroupBy(pair => pair.Key.User))
        {
            var answer = await client.PostAsync("GetUserConfig", $$"""{"userName":"{{user.Key}}"}""");
            var there = JsonSerializer.Deserialize<List<Pair>>(answer.Body)!;
            user.Select(pair => new Pair(pair.Key.Key, $"{pair.Value}")).Except(there).Should().BeEmpty("it was acknowledged");
            there.Should().HaveCount(user.Count(), "each writer sent its writes until they were acknowledged");
        }
    }

    private static async Task MustHaveNoGapAsync(DataPlace place)
    {
        var broken = await place.AskAsync(database => database.ListAsync<string>("""
            select s.id from mt_streams s left join mt_events e on e.stream_id = s.id group by s.id, s.version
            having array_agg(e.version order by e.version) <> array(select generate_series(1, s.version)) or count(*) <> s.version
            """));
        broken.Should().BeEmpty("each stream counts 1 to n, each number once");
        (await place.AskAsync(database => database.AskAsync<long>("select count(*) from mt_events where type = 'user_config_set'")))
            .Should().BeGreaterThanOrEqualTo(Writes);
    }

    private sealed record Pair(string Key, string Value);
}
