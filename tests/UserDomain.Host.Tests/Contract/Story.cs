using System.Text.Json;
using UserDomain.Specs;
using static UserDomain.Host.Tests.SignIn.TwoFactorHost;

namespace UserDomain.Host.Tests.Contract;

/// <summary>One user from his registration on, as he himself goes through it.</summary>
public abstract class Story(RegistrationHost venue)
{
    private const string Locked = """{"authenticated":false,"locked":true,"errormsg":"User is locked"}""";
    private const string NewPassword = "Hillside-Road-2";

    [Fact]
    public async Task The_whole_story()
    {
        var (name, email, id) = await venue.RegisterAsync();
        (await SignInAsync(name)).MustBe("""{"authenticated":false,"locked":false,"errormsg":"Email is not verified"}""");
        (await venue.ConfirmAsync(id, await venue.MailedCodeAsync("Confirm your e-mail address", email))).MustSucceed();
        var session = With(await SignInAsync(name));

        var app = await EnrolAsync(session);
        (await session.PostAsync("LogOut")).MustSucceed();
        (await session.PostAsync("GetUserInfo")).MustNotKnowTheCaller();

        session = With(await SignInAsync(name, app));
        (await session.PostAsync("SetUserConfig", """{"Config":[{"Key":"Suite Number","Value":158}]}""")).MustSucceed();
        (await session.PostAsync("GetUserConfig")).MustBe("""[{"Key":"Suite Number","Value":"158"}]""");

        await ResetPasswordAsync(name, email, id);
        (await session.PostAsync("GetUserInfo")).MustNotKnowTheCaller();

        for (var i = 0; i < 5; i++)
            (await SignInAsync(name)).MustBe("""{"authenticated":false,"locked":false,"errormsg":"Invalid username or password"}""");
        (await SignInAsync(name, password: NewPassword)).MustBe(Locked);
        (await (await venue.Host.OperatorAsync()).PostAsync("UnLockUser", $$"""{"UserId":{{id}}}""")).MustBe("true");

        session = With(await SignInAsync(name, app, NewPassword));
        var shown = (await session.PostAsync("GetUserInfo")).MustHaveData();
        (shown.GetProperty("userId").GetInt64(), shown.GetProperty("use2FA").GetBoolean(), shown.GetProperty("locked").GetBoolean()).Should().Be((id, true, false));
        (await venue.EventsAsync(id)).Where(type => type is not "user_permission_granted").Should().Equal(
            "user_created", "user_password_changed", "user_email_code_issued", "user_email_verified",
            "user_two_factor_secret_issued", "user_two_factor_confirmed", "user_two_factor_enabled", "user_config_set",
            "user_password_reset_requested", "user_password_changed",
            "user_sign_in_failed", "user_sign_in_failed", "user_sign_in_failed", "user_sign_in_failed", "user_sign_in_failed", "user_locked", "user_unlocked");
    }

    private async Task<Authenticator> EnrolAsync(TestClient session)
    {
        var app = new Authenticator((await session.PostAsync("EnableGoogle2FA")).MustHaveData().GetProperty("ManualCode").GetString()!, venue.Clock);
        MustBeRight(await GiveAsync(session, app.Code()));
        return app;
    }

    private async Task ResetPasswordAsync(string name, string email, long id)
    {
        (await venue.Stranger.PostAsync("ResetPassword", JsonSerializer.Serialize(new { UserName = name }))).MustSucceed();
        var reset = JsonSerializer.Serialize(new { UserId = $"{id}", Password = NewPassword, PendingCode = await venue.MailedCodeAsync("Set a new password", email) });
        (await venue.Stranger.PostAsync("ResetPassword2", reset)).MustSucceed();
        (await venue.Stranger.PostAsync("ResetPassword2", reset)).MustRefuse(101, "Code is wrong or expired");
    }

    private Task<Answer> SignInAsync(string name, string password = TestUser.Password) => venue.Host.SignInAnswerAsync(name, password);

    /// <summary>Signs in with the code that the app shows next.</summary>
    private async Task<Answer> SignInAsync(string name, Authenticator app, string password = TestUser.Password)
    {
        var first = await SignInAsync(name, password);
        first.Json.GetProperty("Requires2FA").GetBoolean().Should().BeTrue(first.Body);
        first.Json.TryGetProperty("SessionToken", out _).Should().BeFalse(first.Body);
        venue.Clock.Advance(TimeSpan.FromSeconds(30));
        return await venue.Stranger.PostAsync(
            "Authenticate2FA", JsonSerializer.Serialize(new { Code = app.Code() }), ("Pending2FaToken", first.Json.GetProperty("Pending2FaToken").GetString()!));
    }

    private TestClient With(Answer signedIn) => venue.Host.With(TestHost.TokenIn(signedIn));
}

public sealed class StoryOverHttp(RegistrationHost venue) : Story(venue), IClassFixture<RegistrationHost>;

public sealed class StoryBySocket(RegistrationHostBySocket venue) : Story(venue), IClassFixture<RegistrationHostBySocket>;
