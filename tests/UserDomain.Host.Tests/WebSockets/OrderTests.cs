using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserDomain.Host.WebSockets;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.WebSockets;

/// <summary>Frames about one user take effect as they were sent, those about others meanwhile; no more than 64 are under way (wire contract, decisions).</summary>
public sealed class OrderTests(OneHost venue) : IClassFixture<OneHost>
{
    [Fact]
    public async Task Five_hundred_values_of_one_key_take_effect_in_the_order_they_were_sent()
    {
        var user = await venue.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);

        await SetAsync(socket, 500, _ => "");

        (await ValuesAsync(user.Id)).Should().Equal(Enumerable.Range(0, 500));
    }

    [Fact]
    public async Task It_is_one_user_by_id_by_name_by_both_and_by_none()
    {
        var user = await venue.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);
        string[] namings = ["", $"\"UserId\":{user.Id},", $"\"UserName\":\"{user.Name.ToUpperInvariant()}\",", $"\"UserId\":\"{user.Id}\",\"UserName\":\" {user.Name}\","];

        await SetAsync(socket, 200, value => namings[value % namings.Length]);

        (await ValuesAsync(user.Id)).Should().Equal(Enumerable.Range(0, 200));
    }

    [Fact]
    public async Task What_is_sent_of_a_user_by_his_name_comes_after_his_creation()
    {
        await using var socket = await OperatorAsync();
        var replies = new List<Task<Answer>>();

        for (var round = 0; round < 20; round++)
        {
            var name = $"fresh {round}";
            replies.Add(await socket.BeginAsync("CreateUser", $$"""{"userInfo":{"userName":"{{name}}","email":"fresh{{round}}@example.com","passwordHash":"{{TestUser.Password}}"} }"""));
            for (var value = 0; value < 3; value++)
                replies.Add(await socket.BeginAsync("SetUserConfig", $$"""{"UserName":"{{(value == 1 ? name.ToUpperInvariant() : name)}}","Config":[{"Key":"k","Value":"{{value}}"}]}"""));
        }

        foreach (var reply in replies)
            (await reply).MustSucceed();
        for (var round = 0; round < 20; round++)
            (await ValuesAsync(await IdAsync($"fresh {round}"))).Should().Equal(0, 1, 2);
    }

    [Fact]
    public async Task A_thousand_requests_about_several_users_are_each_answered_with_their_own()
    {
        await using var socket = await OperatorAsync();
        var users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => venue.NewUserAsync()));
        var replies = new List<(Task<Answer> Reply, string Expected)>();

        for (var one = 0; one < 500; one++)
        {
            var user = users[one % users.Length];
            replies.Add((await socket.BeginAsync("SetUserConfig", $$"""{"UserId":{{user.Id}},"Config":[{"Key":"k","Value":"{{one}}"}]}"""), Answer.Success));
            replies.Add((await socket.BeginAsync("GetUserConfig", $$"""{"UserId":{{user.Id}}}"""), $$"""[{"Key":"k","Value":"{{one}}"}]"""));
        }

        foreach (var (reply, expected) in replies)
            (await reply).MustBe(expected);
    }

    [Fact]
    public async Task Frames_about_others_do_not_wait_for_a_user_who_is_held_up()
    {
        await using var socket = await OperatorAsync();
        var (held, other) = (await venue.NewUserAsync(), await venue.NewUserAsync());
        await using var locked = await HeldUser.HoldAsync(venue.Database, held.Id);

        var waiting = await socket.BeginAsync("SetUserConfig", Set(held.Id));
        var behind = await socket.BeginAsync("GetUserConfig", $$"""{"UserId":{{held.Id}}}""");
        (await socket.CallAsync("SetUserConfig", Set(other.Id))).MustSucceed();
        (await socket.CallAsync("Ping")).MustBe("""{"msg":"PONG"}""");

        (waiting.IsCompleted, behind.IsCompleted).Should().Be((false, false), "to read him is ordered too");
        await locked.LetGoAsync();
        (await waiting).MustSucceed();
        (await behind).MustBe("""[{"Key":"k","Value":"v"}]""");
    }

    [Fact]
    public async Task A_call_that_changes_the_session_waits_for_all_before_it_and_all_after_it_for_it()
    {
        await using var socket = await OperatorAsync();
        var (held, other) = (await venue.NewUserAsync(), await venue.NewUserAsync());
        await using var locked = await HeldUser.HoldAsync(venue.Database, held.Id);

        var before = await socket.BeginAsync("SetUserConfig", Set(held.Id));
        var signIn = await socket.BeginAsync("AuthenticateUser", JsonSerializer.Serialize(new { UserName = other.Name, TestUser.Password }));
        var after = await socket.BeginAsync("GetUserInfo");
        await locked.IsWaitedForAsync();
        for (var one = 0; one < 3; one++) // one that began later has long ended
            TestHost.TokenIn(await venue.Host.SignInAnswerAsync(other.Name, TestUser.Password));

        (before.IsCompleted, signIn.IsCompleted, after.IsCompleted).Should().Be((false, false, false));
        await locked.LetGoAsync();
        (await before).MustSucceed();
        TestHost.TokenIn(await signIn);
        (await after).MustHaveData().GetProperty("userId").GetInt64().Should().Be(other.Id);
    }

    [Fact]
    public async Task While_sixty_four_frames_are_under_way_no_more_are_read()
    {
        await using var socket = await OperatorAsync();
        var held = await venue.NewUserAsync();
        await using var locked = await HeldUser.HoldAsync(venue.Database, held.Id);

        var waiting = new List<Task<Answer>>();
        for (var one = 0; one < 63; one++)
            waiting.Add(await socket.BeginAsync("SetUserConfig", Set(held.Id, $"{one}")));
        (await socket.CallAsync("Ping")).MustBe("""{"msg":"PONG"}"""); // as the sixty-fourth it is read
        waiting.Add(await socket.BeginAsync("SetUserConfig", Set(held.Id, "63")));
        var next = await socket.BeginAsync("Ping");
        await using var other = await TestSocket.OpenAsync(venue.Host);
        await Eventually.HoldsAsync(() => venue.Host.Services.GetRequiredService<SocketRegistry>().All.Max(one => one.UnderWay) == 64, "sixty-four are read");
        (await other.CallAsync("Ping")).MustBe("""{"msg":"PONG"}""");

        next.IsCompleted.Should().BeFalse("sixty-four are under way");
        await locked.LetGoAsync();
        (await next).MustBe("""{"msg":"PONG"}""");
        foreach (var reply in waiting)
            (await reply).MustSucceed();
        (await ValuesAsync(held.Id)).Should().Equal(Enumerable.Range(0, 64));
    }

    private static string Set(long userId, string value = "v") => $$"""{"UserId":{{userId}},"Config":[{"Key":"k","Value":"{{value}}"}]}""";

    private static async Task SetAsync(TestSocket socket, int count, Func<int, string> naming)
    {
        var replies = new List<Task<Answer>>();
        for (var value = 0; value < count; value++)
            replies.Add(await socket.BeginAsync("SetUserConfig", $$"""{ {{naming(value)}}"Config":[{"Key":"k","Value":"{{value}}"}]}"""));
        foreach (var reply in replies)
            (await reply).MustSucceed();
    }

    private async Task<TestSocket> OperatorAsync()
    {
        var socket = await TestSocket.OpenAsync(venue.Host);
        TestHost.TokenIn(await socket.SignInAsync("operator", TestVenue.OperatorPassword));
        return socket;
    }

    private async Task<long> IdAsync(string name) =>
        (await (await venue.OperatorAsync()).PostAsync("GetUserInfo", JsonSerializer.Serialize(new { UserName = name }))).MustHaveData().GetProperty("userId").GetInt64();

    private async Task<IEnumerable<int>> ValuesAsync(long userId) => (await venue.Database.ListAsync<string>(
        "select data->>'Value' from mt_events where stream_id = $1 and type = 'user_config_set' order by version", $"user-{userId}"))
        .Select(value => int.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
}
