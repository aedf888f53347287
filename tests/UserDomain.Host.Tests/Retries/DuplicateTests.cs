using System.Text.Json;

namespace UserDomain.Host.Tests.Retries;

/// <summary>The same call many times at once, at one host and at two: it is made once, and all are answered the same.</summary>
public sealed class DuplicateTests(OneHost first) : IClassFixture<OneHost>, IAsyncLifetime
{
    private const int Racers = 20;

    private TestHost second = null!;

    public async Task InitializeAsync() => second = await first.Venue.StartHostAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Configuration_is_set_once(int hosts)
    {
        var user = await first.NewUserAsync();

        var answers = await RaceAsync(hosts, user.Client, "SetUserConfig", """{"Config":{"a":"1"}}""");

        answers[0].MustSucceed();
        (await user.EventsAsync()).Count(type => type == "user_config_set").Should().Be(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_user_is_created_once(int hosts)
    {
        var name = $"duplicate {Guid.CreateVersion7()}";

        var answers = await RaceAsync(hosts, await first.OperatorAsync(), "CreateUser", JsonSerializer.Serialize(
            new { userInfo = new { userName = name, email = $"{Guid.CreateVersion7():N}@x", passwordHash = TestUser.Password } }));

        answers[0].MustSucceed();
        (await CreatedAsync(name)).Should().Be(1);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public async Task Somebody_registers_once_whether_his_address_is_free_or_not(int hosts, bool isFree)
    {
        var (name, other) = ($"newcomer {Guid.CreateVersion7()}", await first.NewUserAsync());
        var email = isFree ? $"{Guid.CreateVersion7():N}@example.com" : other.Email;

        var answers = await RaceAsync(hosts, first.Stranger, "RegisterNewUser", JsonSerializer.Serialize(
            new { UserInfo = new { UserName = name, Email = email, passwordHash = TestUser.Password } }));

        answers[0].MustHaveData().GetProperty("UserId").GetInt64().Should().BePositive();
        (await CreatedAsync(name)).Should().Be(isFree ? 1 : 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task One_key_is_made_and_all_are_told_its_secret(int hosts)
    {
        var user = await first.NewUserAsync();

        var answers = await RaceAsync(hosts, user.Client, "AddUserAPIKey", """{"Permissions":["Deposit"]}""");

        answers[0].MustHaveData().GetProperty("APISecret").GetString().Should().NotBeEmpty();
        (await user.EventsAsync()).Count(type => type == "user_api_key_added").Should().Be(1);
    }

    [Fact]
    public async Task Of_different_payloads_under_one_key_one_counts_and_the_others_are_refused()
    {
        var user = await first.NewUserAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, Racers).Select(i =>
            At(i % 2, user.Client).PostAsync("SetUserConfig", $$"""{"Config":{"k{{i}}":"1"} }""", ("Idempotency-Key", "k"))));

        answers.Where(answer => answer.Body == Answer.Success).Should().ContainSingle();
        foreach (var loser in answers.Where(answer => answer.Body != Answer.Success))
            loser.MustRefuse(100, "Idempotency-Key reused");
        (await user.EventsAsync()).Count(type => type == "user_config_set").Should().Be(1);
    }

    private Task<long> CreatedAsync(string name) =>
        first.Database.AskAsync<long>("select count(*) from mt_events where type = 'user_created' and data->>'UserName' = $1", name);

    /// <summary>All of them at once, by turns at each host; they are answered alike to the byte.</summary>
    private async Task<Answer[]> RaceAsync(int hosts, TestClient client, string call, string json)
    {
        var key = $"{Guid.CreateVersion7()}";
        var answers = await Task.WhenAll(Enumerable.Range(0, Racers).Select(i => At(i % hosts, client).PostAsync(call, json, ("Idempotency-Key", key))));
        answers.Select(answer => answer.Body).Distinct().Should().ContainSingle();
        return answers;
    }

    private TestClient At(int host, TestClient client) => host == 0 ? client : client.With(host: () => second.Address);
}
