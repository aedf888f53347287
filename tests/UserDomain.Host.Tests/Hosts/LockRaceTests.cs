using System.Text.Json;

namespace UserDomain.Host.Tests.Hosts;

/// <summary>Two hosts on one database, and many strangers at once: locks are reached exactly, and names and addresses are taken once.</summary>
public sealed class LockRaceTests(OneHost first) : IClassFixture<OneHost>, IAsyncLifetime
{
    private const string Wrong = """{"authenticated":false,"locked":false,"errormsg":"Invalid username or password"}""";
    private const string Locked = """{"authenticated":false,"locked":true,"errormsg":"User is locked"}""";
    private const int Guesses = 200;
    private const int Racers = 50;

    private TestHost second = null!;

    public async Task InitializeAsync() => second = await first.Venue.StartHostAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Of_many_guesses_at_both_hosts_five_count_and_once_the_lock_shows_the_right_password_is_of_no_use()
    {
        var user = await first.NewUserAsync();
        var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var guesses = Enumerable.Range(0, Guesses).Select(async i =>
        {
            var answer = await At(i).SignInAnswerAsync(user.Name, $"Wrong-Password-{i}");
            if (answer.Body == Locked)
                shown.TrySetResult();
            return answer.Body;
        }).ToArray();
        await Task.WhenAny(shown.Task, Task.WhenAll(guesses));
        var right = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => At(i).SignInAnswerAsync(user.Name, TestUser.Password)));

        right.Should().OnlyContain(answer => answer.Body == Locked);
        var answers = (await Task.WhenAll(guesses)).CountBy(answer => answer).ToDictionary();
        answers.Should().Equal(new Dictionary<string, int> { [Wrong] = 5, [Locked] = Guesses - 5 });
        (await user.EventsAsync()).SkipWhile(type => type != "user_sign_in_failed").Should().Equal([.. Enumerable.Repeat("user_sign_in_failed", 5), "user_locked"]);
        (await first.Database.AskAsync<long>("select count(*) from mt_events where stream_id = $1", $"signin-{user.Id}")).Should().Be(1, "only the first, before the guesses");
    }

    [Fact]
    public async Task Of_many_guesses_at_a_name_that_is_nobodys_five_are_wrong_too()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Racers).Select(i => At(i).SignInAnswerAsync("nobody's racer", $"Wrong-Password-{i}")));

        answers.CountBy(answer => answer.Body).ToDictionary().Should().Equal(new Dictionary<string, int> { [Wrong] = 5, [Locked] = Racers - 5 });
    }

    [Fact]
    public async Task Of_many_registrations_of_one_name_one_is_a_user_and_the_others_are_told_that_it_is_taken()
    {
        var answers = await RaceAsync(i => (i % 2 == 0 ? "Self Racer" : " sELF rACER", $"self.racer{i}@example.com"));

        answers.Where(answer => answer.Body.StartsWith("{\"UserId\":", StringComparison.Ordinal)).Should().ContainSingle();
        foreach (var loser in answers.Where(answer => !answer.Body.StartsWith("{\"UserId\":", StringComparison.Ordinal)))
            loser.MustRefuse(101, "UserName already in use");
        (await CreatedAsync("lower(data->>'UserName') = 'self racer'")).Should().HaveCount(1);
        (await first.Database.AskAsync<long>("""
            select count(*) from mt_streams s where exists (
                select from mt_events e where e.stream_id = s.id and e.type = 'user_created' and e.data->>'Email' like 'self.racer%')
            """)).Should().Be(1);
    }

    [Fact]
    public async Task Of_many_registrations_with_one_address_one_is_a_user_and_no_answer_tells_which()
    {
        var answers = await RaceAsync(i => ($"address self racer {i}", i % 2 == 0 ? "self@racers.example" : "SELF@Racers.example"));

        var ids = answers.Select(answer => answer.MustHaveData().GetProperty("UserId").GetInt64()).ToArray();
        answers.Select((answer, i) => (answer.Body, Id: ids[i])).Should().OnlyContain(told => told.Body == $$"""{"UserId":{{told.Id}}}""");
        ids.Should().OnlyHaveUniqueItems();
        var created = (await CreatedAsync("lower(data->>'Email') = 'self@racers.example'")).Should().ContainSingle().Which;
        ids.Select(id => $"user-{id}").Should().Contain(created);
    }

    private Task<IReadOnlyList<string>> CreatedAsync(string condition) =>
        first.Database.ListAsync<string>($"select stream_id from mt_events where type = 'user_created' and {condition}");

    private async Task<Answer[]> RaceAsync(Func<int, (string UserName, string Email)> user) =>
        await Task.WhenAll(Enumerable.Range(0, Racers).Select(i => At(i).Stranger.PostAsync("RegisterNewUser", JsonSerializer.Serialize(new
        {
            UserInfo = new { user(i).UserName, user(i).Email, PasswordHash = TestUser.Password },
        }))));

    /// <summary>By turns the one host and the other.</summary>
    private TestHost At(int i) => i % 2 == 0 ? first.Host : second;
}
