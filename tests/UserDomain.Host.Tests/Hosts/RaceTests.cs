using System.Text.Json;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Hosts;

/// <summary>Two hosts on one database: what is unique stays so, and no host answers from what it remembers.</summary>
public sealed class RaceTests(OneHost first) : IClassFixture<OneHost>, IAsyncLifetime
{
    private const int Racers = 16;

    private readonly FakeClock clock = new() { Now = TimeProvider.System.GetUtcNow() };
    private TestHost second = null!;

    public async Task InitializeAsync() => second = await first.Venue.StartHostAsync(clock: clock);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Of_many_creations_of_one_name_one_wins_and_the_others_leave_nothing_behind()
    {
        string[] spellings = ["Zoé Racer", "ZOÉ RACER", "zoe\u0301 racer", " Zoé Racer "];

        var answers = await RaceAsync(i => (spellings[i % spellings.Length], $"racer{i}@x"));

        MustHaveOneWinner(answers, "UserName already in use");
        (await first.Database.AskAsync<long>("select count(*) from mt_doc_user_info where data->>'Email' like 'racer%@x'")).Should().Be(1);
        (await first.Database.AskAsync<long>("select count(*) from mt_events where type = 'user_created' and data->>'Email' like 'racer%@x'")).Should().Be(1);
    }

    [Fact]
    public async Task Of_many_creations_with_one_address_one_wins()
    {
        string[] spellings = ["one@räcer.example", "ONE@RÄCER.example", "one@ra\u0308cer.example"];

        var answers = await RaceAsync(i => ($"address racer {i}", spellings[i % spellings.Length]));

        MustHaveOneWinner(answers, "Email already in use");
    }

    [Fact]
    public async Task Of_many_users_who_take_one_address_one_gets_it()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => first.NewUserAsync()));

        var answers = await Task.WhenAll(users.Select((user, i) => At(i, user.Client).PostAsync("SetUserInfo", """{"email":"wanted@example.com"}""")));

        answers.Count(answer => answer.Body.Contains("\"email\":\"wanted@example.com\"", StringComparison.Ordinal)).Should().Be(1);
        foreach (var loser in answers.Where(answer => answer.Body.Contains("errorcode", StringComparison.Ordinal)))
            loser.MustRefuse(101, "Email already in use");
    }

    [Fact]
    public async Task A_value_put_back_at_a_host_that_remembers_it_is_put_back()
    {
        var user = await first.NewUserAsync();
        var there = At(1, user.Client);

        (await user.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""")).MustSucceed();
        (await there.PostAsync("SetUserConfig", """{"Config":{"a":"2"}}""")).MustSucceed();
        (await user.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""")).MustSucceed();

        (await there.PostAsync("GetUserConfig")).MustBe("""[{"Key":"a","Value":"1"}]""");
        (await user.EventsAsync()).Count(type => type == "user_config_set").Should().Be(3);
    }

    [Fact]
    public async Task A_no_is_never_said_from_what_a_host_remembers()
    {
        var (user, administrator) = (await first.NewUserAsync(), await first.OperatorAsync());
        var remove = $$"""{"UserId":{{user.Id}},"Key":"a"}""";
        (await administrator.PostAsync("RemoveUserConfig", remove)).MustRefuse(104, "Key not Found");

        (await At(1, user.Client).PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""")).MustSucceed();
        (await administrator.PostAsync("RemoveUserConfig", remove)).MustSucceed();
        (await At(1, administrator).PostAsync("RemoveUserConfig", remove)).MustRefuse(104, "Key not Found");
    }

    [Fact]
    public async Task Who_was_locked_out_at_one_host_is_locked_out_at_the_other_within_a_second()
    {
        var user = await first.NewUserAsync();
        (await At(1, user.Client).PostAsync("SetUserConfig", """{"Config":{"warm":"1"}}""")).MustSucceed();

        (await (await first.OperatorAsync()).PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}},"emailVerified":false}""")).MustHaveData();

        (await second.SignInAnswerAsync(user.Name, TestUser.Password)).Body.Should().Contain("Email is not verified");
        clock.Advance(TimeSpan.FromSeconds(1));
        (await At(1, user.Client).PostAsync("GetUserInfo")).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task Writes_to_one_user_from_both_hosts_all_count()
    {
        var user = await first.NewUserAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            At(i, user.Client).PostAsync("SetUserConfig", $$"""{"Config":{"k{{i:00}}":"{{i}}"} }""")));

        foreach (var answer in answers)
            answer.MustSucceed();
        (await user.PostAsync("GetUserConfig")).Json.GetArrayLength().Should().Be(40);
        (await first.Database.AskAsync<bool>(
            "select count(*) = max(version) and count(distinct version) = max(version) from mt_events where stream_id = $1",
            $"user-{user.Id}")).Should().BeTrue();
    }

    private async Task<Answer[]> RaceAsync(Func<int, (string UserName, string Email)> user)
    {
        var root = await first.OperatorAsync();
        return await Task.WhenAll(Enumerable.Range(0, Racers).Select(i => At(i, root).PostAsync(
            "CreateUser", JsonSerializer.Serialize(new { userInfo = new { userName = user(i).UserName, email = user(i).Email } }))));
    }

    private static void MustHaveOneWinner(Answer[] answers, string detail)
    {
        answers.Where(answer => answer.Body == Answer.Success).Should().ContainSingle();
        foreach (var loser in answers.Where(answer => answer.Body != Answer.Success))
            loser.MustRefuse(101, detail);
    }

    /// <summary>By turns the one host and the other.</summary>
    private TestClient At(int i, TestClient client) => i % 2 == 0 ? client : client.With(host: () => second.Address);
}
