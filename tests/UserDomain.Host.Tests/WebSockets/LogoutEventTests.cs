using System.Text.Json;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.WebSockets;

/// <summary>Whose session is ended by somebody else is told so, at whatever host he is; the socket stays open.</summary>
public sealed class LogoutEventTests : IAsyncLifetime
{
    private TestVenue venue = null!;
    private TestHost here = null!;
    private TestHost there = null!;

    public async Task InitializeAsync()
    {
        venue = await TestVenue.CreateAsync();
        here = await venue.StartHostAsync();
        there = await venue.StartHostAsync();
    }

    public async Task DisposeAsync() => await venue.DisposeAsync();

    [Fact]
    public async Task Who_is_logged_off_is_told_at_every_host_and_others_are_not()
    {
        var (user, other) = (await here.NewUserAsync(), await here.NewUserAsync());
        await using var first = await TestSocket.OpenAsync(user);
        await using var second = await TestSocket.OpenAsync(user, there);
        await using var others = await TestSocket.OpenAsync(other, there);

        await LogOffAsync(user);

        foreach (var socket in new[] { first, second })
        {
            (await socket.NextAsync()).Should().Be(new SocketFrame(3, 2, "LogoutEvent", "{}"));
            (await socket.CallAsync("GetUserInfo")).MustNotBePermitted();
        }

        (await others.CallAsync("GetUserInfo")).MustHaveData();
        others.HasNext.Should().BeFalse();
    }

    [Fact]
    public async Task Each_event_of_a_socket_has_a_number_that_is_two_more()
    {
        var user = await here.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);

        for (var number = 2; number <= 6; number += 2)
        {
            await LogOffAsync(user);
            (await socket.NextAsync()).Should().Be(new SocketFrame(3, number, "LogoutEvent", "{}"));
            TestHost.TokenIn(await socket.SignInAsync(user.Name, TestUser.Password));
        }

        (await socket.CallAsync("GetUserInfo")).MustHaveData();
    }

    [Fact]
    public async Task A_new_password_a_lock_a_lost_key_and_a_log_out_elsewhere_end_sessions_too()
    {
        var root = await here.OperatorAsync();
        var (changed, locked, program, twice) = (await here.NewUserAsync(), await here.NewUserAsync(), await here.NewUserAsync(), await here.NewUserAsync());
        var key = await TestKey.OfAsync(program, "Trading");
        var nonce = TestKey.NewNonce();
        await using var changedSocket = await TestSocket.OpenAsync(changed, there);
        await using var lockedSocket = await TestSocket.OpenAsync(locked, there);
        await using var keySocket = await TestSocket.OpenAsync(there);
        TestHost.TokenIn(await keySocket.CallAsync("AuthenticateUser", JsonSerializer.Serialize(new { APIKey = key.ApiKey, Signature = key.Sign(nonce), UserId = program.Id, Nonce = nonce })));
        await using var twiceSocket = await TestSocket.OpenAsync(there);
        TestHost.TokenIn(await twiceSocket.CallAsync("WebAuthenticateUser", JsonSerializer.Serialize(new { SessionToken = twice.Client.Token })));

        (await root.PostAsync("SetUserInfo", $$"""{"userId":{{changed.Id}},"password":"Another-Staple-3"}""")).MustHaveData();
        for (var wrong = 0; wrong < 5; wrong++)
            await here.SignInAnswerAsync(locked.Name, "Wrong-Horse-1");
        (await program.PostAsync("RemoveUserAPIKey", $$"""{"UserId":{{program.Id}},"APIKey":"{{key.ApiKey}}"}""")).MustSucceed();
        (await twice.PostAsync("LogOut")).MustSucceed();

        foreach (var socket in new[] { changedSocket, lockedSocket, keySocket, twiceSocket })
            (await socket.NextAsync()).MustBe(3, 2, "LogoutEvent");
    }

    [Fact]
    public async Task To_ask_whether_a_session_is_over_does_not_keep_it_alive()
    {
        var user = await here.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);

        await venue.Database.ExecuteAsync("update userdomain.sessions set last_activity = now() - interval '1 hour 1 minute 57 seconds' where user_id = $1", user.Id);

        (await socket.NextAsync()).MustBe(3, 2, "LogoutEvent");
    }

    [Fact]
    public async Task While_the_database_is_away_nobody_is_told_and_then_all_are()
    {
        var user = await here.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);
        await venue.Database.ExecuteAsync("alter table userdomain.sessions rename to sessions_away");
        await Eventually.HoldsAsync(async () => (await socket.CallAsync("GetUserInfo")).Body.Contains("102", StringComparison.Ordinal), "it is away");
        await venue.Database.ExecuteAsync("delete from userdomain.sessions_away where user_id = $1", user.Id);

        await venue.Database.ExecuteAsync("alter table userdomain.sessions_away rename to sessions");

        (await socket.NextAsync()).MustBe(3, 2, "LogoutEvent");
    }

    private async Task LogOffAsync(TestUser user) =>
        (await (await here.OperatorAsync()).PostAsync("ForceUserLogoff", JsonSerializer.Serialize(new { username = user.Name }))).MustSucceed();
}
