using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Permissions;
using UserDomain.Profile;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.SignIn;

/// <summary>How a user comes to a second factor, and what he may do before he has one that he must have.</summary>
public sealed class EnrolmentSpecs : IDisposable
{
    private readonly TwoFactorVenue venue = new(new VenueSettings { TwoFactorIssuer = "Börse & Co" });

    [Fact]
    public async Task A_secret_is_shown_as_what_apps_read_and_as_text()
    {
        await venue.GivenAsync("zoë : smith");
        var token = await venue.SignedInAsync("zoë : smith");

        var shown = await venue.SendAsync(token, new EnableGoogle2FA());

        Base32.Read(shown.ManualCode).Should().HaveCount(20);
        shown.QrCode.Should().Be(
            $"otpauth://totp/B%C3%B6rse%20%26%20Co:zo%C3%AB%20%3A%20smith?secret={shown.ManualCode}&issuer=B%C3%B6rse%20%26%20Co&algorithm=SHA1&digits=6&period=30");
        shown.ToString().Should().NotContain(shown.ManualCode);
    }

    [Fact]
    public async Task A_secret_counts_once_a_code_of_it_was_given()
    {
        var ada = await venue.GivenAsync();
        var token = await venue.SignedInAsync();
        var version = await venue.Calls.VersionAsync(ada);

        var app = await venue.EnableAsync(token);
        (await venue.SignInAsync()).Should().BeOfType<SignedInAnswer>("it does not count yet");
        var answer = (await venue.GiveAsync(token, app.Code())).Should().BeOfType<SignedInAnswer>().Subject;

        answer.Shown.Should().Be(token.Reveal(), "clients go on with the token they have");
        answer.User.Use2FA.Should().BeTrue();
        (await venue.Calls.HistoryAsync(ada, version)).Should()
            .Equal(new UserTwoFactorSecretIssued(), new UserTwoFactorConfirmed(), new UserTwoFactorEnabled());
        (await venue.CallerAsync(token)).SecondFactorConfirmed.Should().BeTrue();
        (await venue.SignInAsync()).Should().BeOfType<SecondFactorDueAnswer>();
    }

    [Fact]
    public async Task Sessions_without_the_second_factor_end_when_it_is_confirmed()
    {
        await venue.GivenAsync();
        var (token, other) = (await venue.SignedInAsync(), await venue.SignedInAsync());

        await venue.GiveAsync(token, (await venue.EnableAsync(token)).Code());

        (await venue.CallerAsync(other)).IsSignedIn.Should().BeFalse();
        (await venue.CallerAsync(token)).IsSignedIn.Should().BeTrue();
    }

    [Fact]
    public async Task Each_secret_takes_the_place_of_one_that_was_not_confirmed()
    {
        await venue.GivenAsync();
        var token = await venue.SignedInAsync();
        var (first, second) = (await venue.EnableAsync(token), await venue.EnableAsync(token));

        (await venue.GiveAsync(token, first.Code())).Should().Be(NotAuthenticatedAnswer.WrongCode);
        (await venue.GiveAsync(token, second.Code())).Should().BeOfType<SignedInAnswer>();
    }

    /// <summary>Else who steals a session could have a secret of his own take its place.</summary>
    [Fact]
    public async Task A_confirmed_secret_cannot_be_replaced()
    {
        var (ada, app, token) = await venue.GivenEnrolledAsync();

        await venue.Calls.When(await venue.CallerAsync(token), new EnableGoogle2FA()).ThenRefused(Refusals.SecondFactorOn);

        (await ((ITwoFactorSecrets)venue.Calls.Store).FindAsync(ada, default))!.Reveal().Should().Be(app.Secret);
    }

    [Fact]
    public async Task Wrong_codes_for_a_secret_that_is_not_confirmed_lock_nobody_and_make_it_void()
    {
        var ada = await venue.GivenAsync();
        var token = await venue.SignedInAsync();
        var app = await venue.EnableAsync(token);

        for (var i = 0; i < ITwoFactorSecrets.WrongCodesToVoid; i++)
            (await venue.GiveAsync(token, app.WrongCode())).Should().Be(NotAuthenticatedAnswer.WrongCode);

        (await venue.GiveAsync(token, app.Code())).Should().Be(NotAuthenticatedAnswer.WrongCode, "it is void");
        (await venue.Calls.InfoAsync(ada)).FailedAttempts.Should().Be(0);
        (await venue.GiveAsync(token, (await venue.EnableAsync(token)).Code())).Should().BeOfType<SignedInAnswer>("another one is not");
    }

    /// <summary>It must be the secret that was shown to him when his code came: another host may have replaced it since.</summary>
    [Fact]
    public async Task A_secret_that_is_replaced_meanwhile_is_not_confirmed_by_a_code_of_the_one_before()
    {
        var ada = await venue.GivenAsync();
        var token = await venue.SignedInAsync();
        var app = await venue.EnableAsync(token);
        venue.Calls.Here.Store.BeforeNextAppend(() => venue.SendAsync(token, new EnableGoogle2FA(), venue.Calls.There));

        (await venue.GiveAsync(token, app.Code())).Should().Be(NotAuthenticatedAnswer.WrongCode);

        (await venue.Calls.InfoAsync(ada)).IsEnrolled.Should().BeFalse();
    }

    [Fact]
    public async Task A_code_outlives_a_change_of_the_user_by_another_host()
    {
        var ada = await venue.GivenAsync();
        var token = await venue.SignedInAsync();
        var app = await venue.EnableAsync(token);
        venue.Calls.Here.Store.BeforeNextAppend(() => venue.Calls.HappenedAsync(ada, new UserConfigSet("a", "1")));

        (await venue.GiveAsync(token, app.Code())).Should().BeOfType<SignedInAnswer>();
    }

    /// <summary>Who was thrown out by a new password must not get a second factor of his own in.</summary>
    [Fact]
    public async Task A_session_that_ends_meanwhile_confirms_nothing()
    {
        var ada = await venue.GivenAsync();
        var token = await venue.SignedInAsync();
        var app = await venue.EnableAsync(token);
        venue.Calls.Here.Store.BeforeNextAppend(
            () => venue.Calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("Password-2"))).On(venue.Calls.There).ThenDone());

        (await venue.GiveAsync(token, app.Code())).Should().BeOfType<NotAuthenticatedAnswer>();

        (await venue.Calls.InfoAsync(ada)).IsEnrolled.Should().BeFalse();
    }

    [Fact]
    public async Task Who_must_set_it_up_may_do_that_and_sign_out_and_nothing_else()
    {
        var ada = await venue.GivenAsync("ada", new UserTwoFactorEnabled(), new UserPermissionGranted("SUPERUSER"));
        var answer = (await venue.SignInAsync()).Should().BeOfType<SignedInAnswer>().Subject;
        answer.EnforceEnable2FA.Should().BeTrue();
        var token = TwoFactorVenue.TokenIn(answer);
        var caller = await venue.CallerAsync(token);

        await venue.Calls.When(caller, new GetUserInfo(null, null, null)).ThenRefused(Refusals.NotAuthorized);
        await venue.Calls.When(caller, new GetUserConfig(null, null)).ThenRefused(Refusals.NotAuthorized);
        await venue.Calls.When(caller, new GetUserPermissions(null, null)).ThenRefused(Refusals.NotAuthorized);
        await venue.Calls.When(caller, new SetUserInfo(null, null, null, null, null, null, false)).ThenRefused(Refusals.NotAuthorized);
        await venue.Calls.When(caller, new Disable2FA()).ThenRefused(Refusals.NotAuthorized);
        await venue.Calls.When(caller, new Validate2FA("Google", new("000000"))).ThenRefused(Refusals.NotAuthorized);
        (await venue.Calls.InfoAsync(ada)).Use2FA.Should().BeTrue();

        (await venue.GiveAsync(token, (await venue.EnableAsync(token)).Code())).Should().BeOfType<SignedInAnswer>().Which.EnforceEnable2FA.Should().BeFalse();

        (await venue.Calls.HistoryAsync(ada)).Should().ContainSingle(happened => happened is UserTwoFactorEnabled, "it was on before");
        (await venue.SendAsync(token, new GetUserInfo(null, null, null))).Use2FA.Should().BeTrue();
        (await venue.CallerAsync(token)).Should().BeEquivalentTo(new { MayOnlyEnrol = false, SecondFactorConfirmed = true });
    }

    /// <summary>A call that anybody may make must not take him for signed in.</summary>
    [Fact]
    public async Task To_calls_that_anybody_may_make_who_must_set_it_up_is_nobody()
    {
        await venue.GivenAsync("ada", new UserTwoFactorEnabled());
        var caller = await venue.CallerAsync(await venue.SignedInAsync());
        CallContext? seen = null;

        await venue.Calls.When(caller, new GetValidate2FARequiredEndpoints()).With(context => seen = context);

        seen!.Caller.Should().Be(Caller.Nobody);
    }

    [Fact]
    public async Task Who_must_set_it_up_can_sign_out()
    {
        await venue.GivenAsync("ada", new UserTwoFactorEnabled());
        var token = await venue.SignedInAsync();

        await venue.SendAsync(token, new LogOut());

        (await venue.CallerAsync(token)).IsSignedIn.Should().BeFalse();
    }

    [Fact]
    public async Task A_second_factor_is_a_persons_and_nobody_elses()
    {
        var ada = await venue.GivenAsync();
        var seen = (await venue.Calls.Store.FindAsync(ada, default))!;
        var program = Caller.Of(seen.Info, seen.Version, "key", []);

        await venue.Calls.When(Caller.Nobody, new EnableGoogle2FA()).ThenRefused(Refusals.NotSignedIn);
        await venue.Calls.When(Caller.Nobody, new Disable2FA()).ThenRefused(Refusals.NotSignedIn);
        await venue.Calls.When(Caller.Nobody, new Validate2FA(null, new("000000"))).ThenRefused(Refusals.NotSignedIn);
        await venue.Calls.When(program, new EnableGoogle2FA()).ThenRefused(Refusals.NotAuthorized);
        await venue.Calls.When(program, new Disable2FA()).ThenRefused(Refusals.NotAuthorized);
        await venue.Calls.When(program, new Validate2FA(null, new("000000"))).ThenRefused(Refusals.NotAuthorized);
        await venue.Calls.When(program, new Authenticate2FA(new("000000"))).ThenAnswers(NotAuthenticatedAnswer.NobodySignsIn);
        await venue.Calls.When(CallSpec.TheServer, new EnableGoogle2FA()).ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public async Task Neither_secret_nor_code_turns_up_in_an_event_a_view_or_a_log_line()
    {
        var (_, app, token) = await venue.GivenEnrolledAsync();
        var code = app.Code();
        await venue.GiveAsync(token, code);
        await venue.GiveAsync(token, "975313");

        string[] seen = [.. venue.Calls.Store.Everything, .. venue.Calls.Here.Log.Lines];
        seen.Should().HaveCountGreaterThan(10);
        foreach (var secret in (string[])[app.Secret, Convert.ToHexString(Base32.Read(app.Secret)), code, "975313"])
            seen.Should().NotContain(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        new Authenticate2FA(new(code)).ToString().Should().NotContain(code);
        new TwoFactorSecretSet(new(1), new(app.Secret)).ToString().Should().NotContain(app.Secret);
    }

    public void Dispose() => venue.Dispose();
}
