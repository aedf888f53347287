using System.Text.Json;

namespace UserDomain.Host.Tests.Contract;

/// <summary>The acceptance vector 24, and what administrators do about locks and sessions.</summary>
public abstract class LockVectors(OneHost host)
{
    private const string Locked = """{"authenticated":false,"locked":true,"errormsg":"User is locked"}""";

    [Fact]
    public async Task Wrong_passwords_lock_and_an_operator_unlocks()
    {
        var user = await LockedAsync();
        (await host.Host.SignInAnswerAsync(user.Name, TestUser.Password)).MustBe(Locked);
        (await user.PostAsync("GetUserInfo")).MustNotKnowTheCaller();

        var admin = await host.NewUserAsync("Operator");
        (await admin.PostAsync("UnLockUser", $$"""{"UserId":{{user.Id}}}""")).MustBe("true");
        (await admin.PostAsync("UnLockUser", $$"""{"UserId":{{user.Id}}}""")).MustBe("true");

        (await host.Host.SignInAsync(user.Name, TestUser.Password)).Token.Should().NotBeEmpty();
        var shown = (await user.PostAsync("GetUserInfo")).MustHaveData();
        shown.GetProperty("locked").GetBoolean().Should().BeFalse();
        shown.GetProperty("lockedTime").GetString().Should().Be("0001-01-01T00:00:00Z");
        shown.GetProperty("numberOfFailedAttempt").GetInt32().Should().Be(0);
        (await user.EventsAsync()).Count(type => type == "user_unlocked").Should().Be(1);
    }

    [Fact]
    public async Task Who_is_not_permitted_is_told_so_in_the_standard_response_and_not_false()
    {
        var user = await LockedAsync();
        (await (await host.NewUserAsync()).PostAsync("UnLockUser", $$"""{"UserId":{{user.Id}}}""")).MustNotBePermitted();
        (await (await host.NewUserAsync("UserOperator")).PostAsync("UnLockUser", $$"""{"UserId":{{user.Id}}}""")).MustNotBePermitted();
        (await (await host.OperatorAsync()).PostAsync("UnLockUser", """{"UserId":999999}""")).MustRefuse(104, "User not Found");
    }

    [Fact]
    public async Task The_locked_are_listed_with_the_time_of_their_lock()
    {
        var user = await LockedAsync();
        var admin = await host.OperatorAsync();
        var shown = (await admin.PostAsync("GetUserInfo", $$"""{"userId":{{user.Id}}}""")).MustHaveData();

        var listed = (await admin.PostAsync("GetLockedUsers")).MustHaveData().EnumerateArray().Single(one => one.GetProperty("userId").GetInt64() == user.Id);

        listed.GetRawText().Should().Be(
            $$"""{"userId":{{user.Id}},"userName":"{{user.Name}}","email":"{{user.Email}}","lockedDateTime":{{shown.GetProperty("lockedTime").GetRawText()}}}""");
        listed.GetProperty("lockedDateTime").GetString().Should().NotStartWith("0001");
        (await (await host.NewUserAsync("UserOperator")).PostAsync("GetLockedUsers")).MustBe("[]");
        (await (await host.NewUserAsync()).PostAsync("GetLockedUsers")).MustNotBePermitted();
    }

    [Fact]
    public async Task A_superuser_logs_a_user_off_everywhere()
    {
        var user = await host.NewUserAsync();
        var other = await host.Host.SignInAsync(user.Name, TestUser.Password);

        (await user.PostAsync("ForceUserLogoff", $$"""{"username":"{{user.Name}}"}""")).MustNotBePermitted();
        (await AsSuperuserAsync("ForceUserLogoff", $$"""{"username":"{{user.Name}}"}""")).MustSucceed();

        (await user.PostAsync("GetUserInfo")).MustNotKnowTheCaller();
        (await other.PostAsync("GetUserInfo")).MustNotKnowTheCaller();
        (await host.Host.SignInAsync(user.Name, TestUser.Password)).Token.Should().NotBeEmpty();
        (await user.EventsAsync()).Should().Contain("user_sessions_ended");
        (await AsSuperuserAsync("ForceUserLogoff", """{"username":"nobody at all"}""")).MustRefuse(104, "User not Found");
        (await AsSuperuserAsync("ForceUserLogoff", "{}")).MustRefuse(100, "UserName is Required");
    }

    [Fact]
    public async Task A_superuser_learns_whose_session_it_is_though_it_is_bound_to_another_address_and_no_more_active_for_it()
    {
        var user = await host.NewUserAsync();
        await host.Database.ExecuteAsync(
            "update userdomain.sessions set address = '192.0.2.1', last_activity = now() - interval '59 minutes' where user_id = $1", user.Id);
        var ask = JsonSerializer.Serialize(new { SessionToken = user.Client.Token });

        var shown = (await AsSuperuserAsync("GetLoggedInUserBySessionToken", ask)).MustHaveData();
        shown.GetProperty("userId").GetInt64().Should().Be(user.Id);
        shown.EnumerateObject().Should().HaveCount(17);
        (await user.PostAsync("GetLoggedInUserBySessionToken", ask)).MustNotKnowTheCaller();

        await host.Database.ExecuteAsync("update userdomain.sessions set last_activity = last_activity - interval '4 minutes' where user_id = $1", user.Id);
        (await AsSuperuserAsync("GetLoggedInUserBySessionToken", ask)).MustRefuse(104, "Session not Found");
        (await (await host.NewUserAsync("Operator")).PostAsync("GetLoggedInUserBySessionToken", ask)).MustNotBePermitted();
        (await AsSuperuserAsync("GetLoggedInUserBySessionToken", "{}")).MustRefuse(100, "SessionToken is Required");
    }

    private async Task<TestUser> LockedAsync()
    {
        var user = await host.NewUserAsync();
        for (var i = 0; i < 5; i++)
            await host.Host.SignInAnswerAsync(user.Name, "Wrong-Password-1");
        return user;
    }

    private async Task<Answer> AsSuperuserAsync(string call, string payload) => await (await host.OperatorAsync()).PostAsync(call, payload);
}

public sealed class LockVectorsOverHttp(OneHost host) : LockVectors(host), IClassFixture<OneHost>;

public sealed class LockVectorsBySocket(OneHostBySocket host) : LockVectors(host), IClassFixture<OneHostBySocket>;
