using UserDomain.Model;

namespace UserDomain.Host.Tests.SignIn;

/// <summary>What AuthenticateUser answers, to the byte, and to whom it opens no session (wire contract, section 4).</summary>
public sealed class AnswerShapeTests(OneHost host) : IClassFixture<OneHost>
{
    [Fact]
    public async Task A_success_shows_the_token_and_whose_it_is()
    {
        var user = await host.NewUserAsync();

        var answer = await host.Host.SignInAnswerAsync($" {user.Name.ToUpperInvariant()} ", TestUser.Password);

        var token = TestHost.TokenIn(answer);
        Guid.TryParseExact(token, "D", out _).Should().BeTrue();
        answer.MustBe($$"""
            {"Authenticated":true,"SessionToken":"{{token}}","User":{"UserId":{{user.Id}},"UserName":"{{user.Name}}","Email":"{{user.Email}}",
            "EmailVerified":true,"AccountId":{{user.AccountId}},"OMSId":1,"Use2FA":false},"UserId":{{user.Id}},"Locked":false,"Requires2FA":false,
            "EnforceEnable2FA":false,"TwoFAType":null,"TwoFAToken":null,"errormsg":null}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_are_answered_alike()
    {
        var user = await host.NewUserAsync();

        var (wrong, unknown) = (await host.Host.SignInAnswerAsync(user.Name, "Wrong-Password-1"), await host.Host.SignInAnswerAsync("nobody", "Wrong-Password-1"));

        wrong.MustBe("""{"authenticated":false,"locked":false,"errormsg":"Invalid username or password"}""");
        unknown.MustBe(wrong.Body);
    }

    [Theory]
    [InlineData("{}", "UserName is Required")]
    [InlineData("""{"Password":"x"}""", "UserName is Required")]
    [InlineData("""{"UserName":"operator"}""", "Password is Required")]
    [InlineData("""{"UserName":"operator","Password":""}""", "Password is Required")]
    public async Task Name_and_password_are_required(string payload, string detail) =>
        (await host.Stranger.PostAsync("AuthenticateUser", payload)).MustRefuse(100, detail);

    [Fact]
    public async Task An_unverified_user_learns_that_he_is_only_with_the_right_password()
    {
        var user = await host.NewUserAsync();
        await host.Venue.RecordAsync(user.Id, new UserEmailUnverified());

        (await host.Host.SignInAnswerAsync(user.Name, TestUser.Password)).MustBe("""{"authenticated":false,"locked":false,"errormsg":"Email is not verified"}""");
        (await host.Host.SignInAnswerAsync(user.Name, "Wrong-Password-1")).Body.Should().Contain("Invalid username or password");
    }

    [Fact]
    public async Task A_locked_user_gets_the_locked_answer_whatever_his_password()
    {
        var user = await host.NewUserAsync();
        await host.Venue.RecordAsync(user.Id, new UserLocked(TimeProvider.System.GetUtcNow()));

        (await host.Host.SignInAnswerAsync(user.Name, TestUser.Password)).MustBe("""{"authenticated":false,"locked":true,"errormsg":"User is locked"}""");
        (await host.Host.SignInAnswerAsync(user.Name, "Wrong-Password-1")).MustBe("""{"authenticated":false,"locked":true,"errormsg":"User is locked"}""");
        var shown = (await (await host.OperatorAsync()).PostAsync("GetUserInfo", $$"""{"UserId":{{user.Id}}}""")).MustHaveData();
        shown.GetProperty("locked").GetBoolean().Should().BeTrue();
        shown.GetProperty("lockedTime").GetString().Should().StartWith("20").And.EndWith("Z");
    }

    [Fact]
    public async Task A_user_with_a_second_factor_gets_no_session_by_the_first()
    {
        var user = await host.NewUserAsync();
        await host.Venue.RecordAsync(user.Id, new UserTwoFactorConfirmed(), new UserTwoFactorEnabled());

        var answer = await host.Host.SignInAnswerAsync(user.Name, TestUser.Password);

        var pending = answer.Json.GetProperty("Pending2FaToken").GetString();
        answer.MustBe($$"""
            {"Authenticated":true,"Requires2FA":true,"AuthType":"Google","AddtlInfo":"","Pending2FaToken":"{{pending}}","Locked":false,
            "EnforceEnable2FA":false,"TwoFAType":"Google","TwoFAToken":"{{pending}}","errormsg":null}
            """.ReplaceLineEndings(""));
        (await new TestClient(() => host.Host.Address, pending).PostAsync("GetUserInfo")).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task A_user_without_a_password_cannot_sign_in()
    {
        (await (await host.OperatorAsync()).PostAsync("CreateUser", """{"userInfo":{"userName":"silent","email":"silent@x","emailVerified":true}}""")).MustSucceed();

        (await host.Host.SignInAnswerAsync("silent", TestUser.Password)).Body.Should().Contain("Invalid username or password");
    }
}
