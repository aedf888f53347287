using UserDomain.Host.Tests.SignIn;

namespace UserDomain.Host.Tests.OpenApi;

/// <summary>Sign-ins are answered in several shapes: each that comes is one of those declared, and refusals of every status are as well.</summary>
public sealed class SignInAnswerTests(TwoFactorHost fixture) : IClassFixture<TwoFactorHost>
{
    [Fact]
    public async Task Each_answer_to_a_sign_in_is_of_a_kind_that_is_declared()
    {
        var (enrolled, app) = await fixture.NewEnrolledAsync();
        var locked = await fixture.Host.NewUserAsync();
        await MustBeDeclaredAsync("AuthenticateUser", await fixture.Host.SignInAnswerAsync("nobody", "Wrong-Password-1"));
        for (var i = 0; i < 6; i++)
            await MustBeDeclaredAsync("AuthenticateUser", await fixture.Host.SignInAnswerAsync(locked.Name, "Wrong-Password-1"));
        await MustBeDeclaredAsync("AuthenticateUser", await fixture.Host.SignInAnswerAsync(enrolled.Name, TestUser.Password));
        var pending = await fixture.PendingAsync(enrolled);
        await MustBeDeclaredAsync("Authenticate2FA", await fixture.GivePendingAsync(pending, app.WrongCode()));
        await MustBeDeclaredAsync("Authenticate2FA", await fixture.GivePendingAsync(pending, app.Code()));
        await MustBeDeclaredAsync("WebAuthenticateUser", await fixture.Host.Stranger.PostAsync("WebAuthenticateUser", """{"SessionToken":"x"}"""));
    }

    [Fact]
    public async Task Who_must_enrol_is_answered_as_declared_too()
    {
        var user = await fixture.Host.NewUserAsync();
        (await user.PostAsync("SetUserInfo", """{"use2FA":true}""")).MustHaveData();
        var enrolling = await fixture.Host.SignInAnswerAsync(user.Name, TestUser.Password);

        await MustBeDeclaredAsync("AuthenticateUser", enrolling);
        await MustBeDeclaredAsync("WebAuthenticateUser",
            await fixture.Host.Stranger.PostAsync("WebAuthenticateUser", $$"""{"SessionToken":"{{TestHost.TokenIn(enrolling)}}"}"""));
    }

    [Fact]
    public async Task Refusals_are_as_declared()
    {
        var user = await fixture.Host.NewUserAsync();

        await MustBeDeclaredAsync("GetUserInfo", await fixture.Host.Stranger.PostAsync("GetUserInfo"));
        await MustBeDeclaredAsync("GetUserInfo", await user.PostAsync("GetUserInfo", """{"UserId":1}"""));
        await MustBeDeclaredAsync("SetUserConfig", await user.PostAsync("SetUserConfig", "no JSON"));
    }

    private async Task MustBeDeclaredAsync(string call, Answer answer)
    {
        var document = await Described.ByAsync(fixture.Host);
        document.WrongIn(document.Operations.Single(operation => operation.Call == call && operation.IsPost), answer).Should().BeEmpty("{0} answered {1}", call, answer.Body);
    }
}
