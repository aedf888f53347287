using System.Collections.Concurrent;
using UserDomain.Host.Tests.Processes;
using UserDomain.Postgres.Tests.FailureModes;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Retries;

/// <summary>The host is killed between commit and reply: who sends the call again with its key is told what came of it, and nothing is done twice.</summary>
public sealed class CrashedRetryTests
{
    private const int Writers = 8;
    private const int Writes = 240;

    private readonly ConcurrentDictionary<string, string> answers = new();
    private readonly ConcurrentBag<string> unexpected = [];
    private volatile HostProcess host = null!;

    [Theory]
    [InlineData("SetUserConfig", """{"Config":{"a":"1"}}""")]
    [InlineData("AddUserAPIKey", """{"Permissions":["SUPERUSER"]}""")]
    [InlineData("CreateUser", """{"userInfo":{"userName":"new","email":"new@x"}}""")]
    [InlineData("RegisterNewUser", """{"UserInfo":{"userName":"new","email":"new@x","passwordHash":"Battery-Staple-9"}}""")]
    public async Task What_was_stored_when_the_host_died_is_answered_to_who_sends_it_again(string call, string body)
    {
        await using var venue = await TestVenue.CreateAsync();
        await using var proxy = new CuttingProxy(venue.ConnectionString) { AtTheCut = () => host.KillAsync() };
        await using var dying = host = await RunAsync(venue, proxy.ConnectionString);
        var root = await host.SignInAsync("operator", TestVenue.OperatorPassword);
        var before = await venue.Database.EventsAsync();

        proxy.CutNext(Cut.AfterItIsDone, "keep_answer");
        await FluentActions.Awaiting(() => SendAsync(root)).Should().ThrowAsync<HttpRequestException>();
        var stored = await venue.Database.EventsAsync();
        stored.Should().BeGreaterThan(before, "it was committed");

        await using var next = await RunAsync(venue, venue.ConnectionString);
        var client = root.With(host: () => next.Address);
        var first = await SendAsync(client);
        (await SendAsync(client)).MustBe(first.Body);
        (await venue.Database.EventsAsync()).Should().Be(stored);
        first.Body.Should().NotContain("\"result\":false");
        if (call == "AddUserAPIKey")
            (await client.PostAsync("GetUserAPIKeys")).Body.Should().Contain(first.Json.GetProperty("APIKey").GetString());

        Task<Answer> SendAsync(TestClient from) => from.PostAsync(call, body, ("Idempotency-Key", "k"));
    }

    [Fact]
    public async Task Each_key_has_one_effect_and_one_answer_however_often_hosts_are_killed()
    {
        await using var place = await DataPlace.UsedAsync();
        host = await place.RunAsync();
        var root = await host.SignInAsync("operator", TestVenue.OperatorPassword);
        var clients = new List<TestClient>();
        for (var user = 0; user < Writers; user++)
        {
            (await root.PostAsync("CreateUser", $$"""{"userInfo":{"userName":"u{{user}}","email":"u{{user}}@x","passwordHash":"{{TestUser.Password}}","emailVerified":true} }""")).MustSucceed();
            clients.Add((await host.SignInAsync($"u{user}", TestUser.Password)).With(host: () => host.Address));
        }

        var writing = Task.WhenAll(clients.Select(WriteAsync));
        foreach (var share in new[] { 0.2, 0.4, 0.6, 0.8 })
        {
            await Eventually.HoldsAsync(() => answers.Count >= Writes * share, "writers get on");
            await host.KillAsync();
            host = await place.RunAsync();
        }

        await writing.WaitAsync(TimeSpan.FromSeconds(60));
        unexpected.Should().BeEmpty();
        foreach (var (key, first) in answers)
            (await SendAsync(clients[int.Parse(key.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)], key)).MustBe(first);
        (await place.AskAsync(database => database.AskAsync<long>("select count(*) from mt_events where type = 'user_two_factor_secret_issued'")))
            .Should().Be(answers.Count);
    }

    /// <summary>Each secret that is drawn is an event: what is done twice shows.</summary>
    private async Task WriteAsync(TestClient client, int writer)
    {
        for (var n = 0; answers.Count < Writes; n++)
        {
            var key = $"{writer} {n}";
            await Eventually.HoldsAsync(() => TrySendAsync(client, key), "a host comes back and answers");
        }
    }

    private async Task<bool> TrySendAsync(TestClient client, string key)
    {
        try
        {
            var answer = await SendAsync(client, key);
            if (answer.Status == System.Net.HttpStatusCode.ServiceUnavailable)
                return false;
            if (!answer.Body.Contains("ManualCode", StringComparison.Ordinal))
                unexpected.Add(answer.Body);
            answers[key] = answer.Body;
            return true;
        }
        catch (HttpRequestException)
        {
            return false; // the host died, before or after it was stored
        }
    }

    private static Task<Answer> SendAsync(TestClient client, string key) => client.PostAsync("EnableGoogle2FA", "{}", ("Idempotency-Key", key));

    private static Task<HostProcess> RunAsync(TestVenue venue, string connectionString) => HostProcess.RunAsync(
        ("USERDOMAIN_POSTGRES", connectionString), ("USERDOMAIN_KEYS", venue.Keys), ("USERDOMAIN_OPERATOR_PASSWORD", TestVenue.OperatorPassword));
}
