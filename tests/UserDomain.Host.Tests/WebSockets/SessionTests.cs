using System.Text.Json;
using UserDomain.Host.Tests.SignIn;

namespace UserDomain.Host.Tests.WebSockets;

/// <summary>Who is signed in on a socket: from the call that signs in to the one that ends it, whatever way.</summary>
public sealed class SessionTests(OneHost venue) : IClassFixture<OneHost>
{
    [Fact]
    public async Task A_socket_is_signed_in_from_the_call_on_until_the_user_logs_out()
    {
        var user = await venue.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);
        (await socket.CallAsync("GetUserInfo")).MustHaveData().GetProperty("userId").GetInt64().Should().Be(user.Id);

        (await socket.CallAsync("LogOut")).MustSucceed();

        (await socket.CallAsync("GetUserInfo")).MustNotBePermitted();
        socket.HasNext.Should().BeFalse("who logs out himself is not told that somebody did");
    }

    [Fact]
    public async Task Who_fails_to_sign_in_again_stays_who_he_is()
    {
        var user = await venue.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);

        (await socket.SignInAsync(user.Name, "Wrong-Horse-1")).Body.Should().Contain("\"authenticated\":false");

        (await socket.CallAsync("GetUserInfo")).MustHaveData().GetProperty("userId").GetInt64().Should().Be(user.Id);
    }

    [Fact]
    public async Task Another_user_may_sign_in_on_the_same_socket_and_is_then_who_it_is()
    {
        var (one, other) = (await venue.NewUserAsync(), await venue.NewUserAsync());
        await using var socket = await TestSocket.OpenAsync(one);

        TestHost.TokenIn(await socket.SignInAsync(other.Name, TestUser.Password));

        (await socket.CallAsync("GetUserInfo")).MustHaveData().GetProperty("userId").GetInt64().Should().Be(other.Id);
    }

    [Fact]
    public async Task A_session_goes_on_on_another_socket_and_over_HTTP()
    {
        var user = await venue.NewUserAsync();
        await using var first = await TestSocket.OpenAsync(venue.Host);
        var token = TestHost.TokenIn(await first.SignInAsync(user.Name, TestUser.Password));
        await first.CloseAsync();
        await using var second = await TestSocket.OpenAsync(venue.Host);

        TestHost.TokenIn(await second.CallAsync("WebAuthenticateUser", JsonSerializer.Serialize(new { SessionToken = token }))).Should().Be(token);

        (await second.CallAsync("GetUserInfo")).MustHaveData().GetProperty("userId").GetInt64().Should().Be(user.Id);
        (await new TestClient(() => venue.Host.Address, token).PostAsync("GetUserInfo")).MustHaveData();
    }

    [Fact]
    public async Task A_session_that_is_none_resumes_nothing()
    {
        await using var socket = await TestSocket.OpenAsync(venue.Host);

        (await socket.CallAsync("WebAuthenticateUser", $$"""{"SessionToken":"{{Guid.CreateVersion7()}}"}""")).Body.Should().Contain("\"Authenticated\":false");

        (await socket.CallAsync("GetUserInfo")).MustNotBePermitted();
    }

    [Fact]
    public async Task A_program_signs_in_with_its_key()
    {
        var user = await venue.NewUserAsync();
        var key = await TestKey.OfAsync(user, "Trading");
        var nonce = TestKey.NewNonce();
        await using var socket = await TestSocket.OpenAsync(venue.Host);

        TestHost.TokenIn(await socket.CallAsync("AuthenticateUser", JsonSerializer.Serialize(new { APIKey = key.ApiKey, Signature = key.Sign(nonce), UserId = $"{user.Id}", Nonce = nonce })));

        (await socket.CallAsync("GetUserInfo")).MustHaveData().GetProperty("userId").GetInt64().Should().Be(user.Id);
        (await socket.CallAsync("AddUserAPIKey", """{"Permissions":["Trading"]}""")).MustNotBePermitted();
    }

    [Fact]
    public async Task Calls_that_are_sent_with_the_sign_in_without_waiting_are_the_users()
    {
        var user = await venue.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(venue.Host);

        var before = await socket.BeginAsync("GetUserInfo");
        var signIn = await socket.BeginAsync("AuthenticateUser", JsonSerializer.Serialize(new { UserName = user.Name, TestUser.Password }));
        var set = await socket.BeginAsync("SetUserConfig", """{"Config":[{"Key":"a","Value":"1"}]}""");
        var seen = await socket.BeginAsync("GetUserConfig");
        var logOut = await socket.BeginAsync("LogOut");
        var after = await socket.BeginAsync("GetUserConfig");

        (await before).MustNotBePermitted();
        TestHost.TokenIn(await signIn);
        (await set).MustSucceed();
        (await seen).MustBe("""[{"Key":"a","Value":"1"}]""");
        (await logOut).MustSucceed();
        (await after).MustNotBePermitted();
    }

    [Fact]
    public async Task What_an_event_keeps_of_a_frame_says_that_it_came_by_a_socket()
    {
        var user = await venue.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(venue.Host.Address, headers: ("X-Correlation-Id", "whole"));
        TestHost.TokenIn(await socket.SignInAsync(user.Name, TestUser.Password));

        (await socket.CallAsync("SetUserConfig", """{"Config":[{"Key":"a","Value":"1"}]}""")).MustSucceed();

        var kept = await venue.Database.AskAsync<string>(
            "select concat_ws(' ', user_name, headers->>'Transport', headers->>'Address', split_part(correlation_id, '/', 1)) from mt_events where stream_id = $1 order by version desc limit 1",
            $"user-{user.Id}");
        kept.Should().Be($"{user.Id} ws 127.0.0.1 whole");
    }
}

/// <summary>A sign-in with a second factor, all of it on one socket.</summary>
public sealed class SecondFactorTests(TwoFactorHost venue) : IClassFixture<TwoFactorHost>
{
    [Fact]
    public async Task The_code_that_comes_next_on_the_socket_ends_the_sign_in()
    {
        var (user, app) = await venue.NewEnrolledAsync();
        await using var socket = await TestSocket.OpenAsync(venue.Host);
        var pending = await socket.SignInAsync(user.Name, TestUser.Password);
        pending.Json.GetProperty("Requires2FA").GetBoolean().Should().BeTrue(pending.Body);
        (await socket.CallAsync("GetUserInfo")).MustNotBePermitted();

        TwoFactorHost.MustBeWrong(await socket.CallAsync("Authenticate2FA", """{"Code":"000000"}"""));
        TwoFactorHost.MustBeRight(await socket.CallAsync("Authenticate2FA", $$"""{"Code":"{{app.Code()}}"}"""));

        (await socket.CallAsync("GetUserInfo")).MustHaveData().GetProperty("userId").GetInt64().Should().Be(user.Id);
    }

    [Fact]
    public async Task A_code_on_another_socket_ends_nothing()
    {
        var (user, app) = await venue.NewEnrolledAsync();
        await using var socket = await TestSocket.OpenAsync(venue.Host);
        await using var other = await TestSocket.OpenAsync(venue.Host);
        await socket.SignInAsync(user.Name, TestUser.Password);

        TwoFactorHost.MustNotBeSignedIn(await other.CallAsync("Authenticate2FA", $$"""{"Code":"{{app.Code()}}"}"""));
        TwoFactorHost.MustBeRight(await socket.CallAsync("Authenticate2FA", $$"""{"Code":"{{app.Code()}}"}"""));
    }
}
