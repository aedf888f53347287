using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.SignIn;

/// <summary>What a confirmed second factor is good for: signing in with it, calls that ask for it, and turning it off.</summary>
public sealed class SecondFactorSpecs : IDisposable
{
    private readonly TwoFactorVenue venue = new();

    [Fact]
    public async Task A_code_ends_a_sign_in_that_waits_for_it()
    {
        var (ada, app, _) = await venue.GivenEnrolledAsync();
        var signIns = await venue.Calls.Store.FindVersionAsync(StreamId.OfSignIns(ada), default);
        var pending = await venue.PendingAsync();
        (await venue.CallerAsync(pending)).IsSignedIn.Should().BeFalse();

        var answer = (await venue.GivePendingAsync(pending, app.Code())).Should().BeOfType<SignedInAnswer>().Subject;

        answer.Shown.Should().NotBe(pending.Reveal());
        answer.UserId.Should().Be(ada.Value);
        (await venue.CallerAsync(new(answer.Shown))).Should().BeEquivalentTo(new { UserId = ada, SecondFactorConfirmed = true, MayOnlyEnrol = false });
        (await venue.Calls.Store.ReadAsync(StreamId.OfSignIns(ada), default)).Where(one => one.Version > signIns).Select(one => one.Event.GetType())
            .Should().Equal(typeof(UserPasswordAccepted), typeof(UserSignedIn));
    }

    [Fact]
    public async Task A_pending_sign_in_is_good_for_one_session_and_five_minutes()
    {
        var (_, app, _) = await venue.GivenEnrolledAsync();
        var (used, late) = (await venue.PendingAsync(), await venue.PendingAsync());
        (await venue.GivePendingAsync(used, app.Code())).Should().BeOfType<SignedInAnswer>();
        venue.PassAStep();

        (await venue.GivePendingAsync(used, app.Code())).Should().Be(NotAuthenticatedAnswer.NobodySignsIn);
        venue.Clock.Advance(TimeSpan.FromMinutes(5));
        (await venue.GivePendingAsync(late, app.Code())).Should().Be(NotAuthenticatedAnswer.NobodySignsIn);
        (await venue.GivePendingAsync(Tokens.New(), app.Code())).Should().Be(NotAuthenticatedAnswer.NobodySignsIn);
    }

    [Fact]
    public async Task A_token_of_a_session_is_no_pending_sign_in_and_the_other_way_round()
    {
        var (_, app, token) = await venue.GivenEnrolledAsync();
        var pending = await venue.PendingAsync();

        (await venue.GivePendingAsync(token, app.Code())).Should().Be(NotAuthenticatedAnswer.NobodySignsIn);
        (await venue.GiveAsync(pending, app.Code())).Should().Be(NotAuthenticatedAnswer.NobodySignsIn);
        (await venue.GiveAsync(null, app.Code())).Should().Be(NotAuthenticatedAnswer.NobodySignsIn);
    }

    [Fact]
    public async Task A_code_works_once_in_whatever_it_is_used_for()
    {
        var (ada, app, token) = await venue.GivenEnrolledAsync();
        var (first, second) = (await venue.PendingAsync(), await venue.PendingAsync());
        var code = app.Code();

        (await venue.GivePendingAsync(first, $" {code[..3]} {code[3..]} ")).Should().BeOfType<SignedInAnswer>();

        (await venue.GivePendingAsync(second, code)).Should().Be(NotAuthenticatedAnswer.WrongCode);
        (await venue.GiveAsync(token, code)).Should().Be(NotAuthenticatedAnswer.WrongCode);
        (await venue.SendAsync(token, new Validate2FA("Google", new(code)))).Should().Be(new Validated2FA(false));
        (await venue.GivePendingAsync(second, app.Code(-1))).Should().Be(NotAuthenticatedAnswer.WrongCode, "none counts that came before it");
        (await venue.Calls.InfoAsync(ada)).FailedAttempts.Should().Be(0, "what was right once is no guess");
        (await venue.GivePendingAsync(second, app.Code(1))).Should().BeOfType<SignedInAnswer>();
    }

    [Fact]
    public async Task A_code_that_confirmed_the_secret_signs_nobody_in()
    {
        await venue.GivenAsync();
        var token = await venue.SignedInAsync();
        var app = await venue.EnableAsync(token);
        await venue.GiveAsync(token, app.Code());

        (await venue.GivePendingAsync(await venue.PendingAsync(), app.Code())).Should().Be(NotAuthenticatedAnswer.WrongCode);
    }

    [Fact]
    public async Task Of_fifty_who_give_one_code_at_two_hosts_one_is_signed_in()
    {
        var (ada, app, _) = await venue.GivenEnrolledAsync();
        var pending = new List<Secret>();
        for (var i = 0; i < 50; i++)
            pending.Add(await venue.PendingAsync());
        var answers = new SignInAnswer[50];

        await Racing.AllAsync(50, async i =>
            answers[i] = await venue.GivePendingAsync(pending[i], app.Code(), i % 2 == 0 ? venue.Calls.Here : venue.Calls.There));

        answers.OfType<SignedInAnswer>().Should().ContainSingle();
        answers.Should().HaveCount(50).And.NotContainNulls();
        (await venue.Calls.InfoAsync(ada)).Should().BeEquivalentTo(new { FailedAttempts = 0, Locked = false });
    }

    [Fact]
    public async Task Wrong_codes_are_failures_that_lock_and_a_lock_says_nothing_of_the_code()
    {
        var (ada, app, token) = await venue.GivenEnrolledAsync();
        var pending = await venue.PendingAsync();
        (await venue.GivePendingAsync(pending, app.WrongCode())).Should().Be(NotAuthenticatedAnswer.WrongCode);
        (await venue.GiveAsync(token, app.WrongCode())).Should().Be(NotAuthenticatedAnswer.WrongCode);
        (await venue.SendAsync(token, new Validate2FA("Google", new(app.WrongCode())))).Should().Be(new Validated2FA(false));
        (await venue.Calls.InfoAsync(ada)).FailedAttempts.Should().Be(3);
        await venue.Calls.When(Caller.Nobody, new AuthenticateUser("ada", new("wrong")));
        await venue.GivePendingAsync(pending, app.WrongCode());

        (await venue.Calls.InfoAsync(ada)).Should().BeEquivalentTo(new { FailedAttempts = 5, Locked = true });
        (await venue.GivePendingAsync(pending, app.Code())).Should().Be(new NotAuthenticatedAnswer("User is locked"));
        (await venue.GiveAsync(token, app.Code())).Should().BeOfType<NotAuthenticatedAnswer>();
        await venue.Calls.When(CallSpec.TheServer, new Unlock(ada.Value, null)).ThenDone();
        (await venue.GivePendingAsync(pending, app.Code())).Should().BeOfType<SignedInAnswer>("the code was never taken");
    }

    [Fact]
    public async Task Signing_in_with_both_factors_starts_the_count_anew_and_with_one_does_not()
    {
        var (ada, app, _) = await venue.GivenEnrolledAsync();
        var pending = await venue.PendingAsync();
        await venue.GivePendingAsync(pending, app.WrongCode());

        pending = await venue.PendingAsync();
        (await venue.Calls.InfoAsync(ada)).FailedAttempts.Should().Be(1);
        (await venue.GivePendingAsync(pending, app.Code())).Should().BeOfType<SignedInAnswer>();
        (await venue.Calls.InfoAsync(ada)).FailedAttempts.Should().Be(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_hundred_wrong_codes_at_once_count_exactly_to_the_threshold(bool pending)
    {
        var (ada, app, token) = await venue.GivenEnrolledAsync();
        var before = await venue.Calls.VersionAsync(ada);
        if (pending)
            token = await venue.PendingAsync();
        var caller = await venue.CallerAsync(token);
        var code = app.WrongCode();

        await Racing.AllAsync(200, i => venue.Calls.When(caller, new Authenticate2FA(new(code)))
            .On(i % 2 == 0 ? venue.Calls.Here : venue.Calls.There)
            .With(context => (context.Token, context.PendingToken) = (pending ? null : token, pending ? token : null)).AnswerAsync());

        (await venue.Calls.HistoryAsync(ada, before)).Select(happened => happened.GetType().Name).Should().Equal(
            [.. Enumerable.Repeat(nameof(UserSignInFailed), 5), nameof(UserLocked)]);
    }

    [Fact]
    public async Task A_pending_sign_in_is_decided_on_the_user_as_he_is_then()
    {
        var (ada, app, token) = await venue.GivenEnrolledAsync();
        var pending = await venue.PendingAsync();

        await venue.Calls.HappenedAsync(ada, new UserEmailUnverified());
        (await venue.GivePendingAsync(pending, app.Code())).Should().Be(new NotAuthenticatedAnswer("Email is not verified"));
        await venue.Calls.HappenedAsync(ada, new UserEmailVerified());

        await venue.SendAsync(token, new SetUserInfo(null, null, null, null, null, null, false));
        (await venue.GivePendingAsync(pending, app.Code())).Should().Be(NotAuthenticatedAnswer.NobodySignsIn, "there is no second factor any more");
        (await venue.Calls.InfoAsync(ada)).FailedAttempts.Should().Be(0);
    }

    [Fact]
    public async Task A_new_password_ends_a_pending_sign_in()
    {
        var (ada, app, _) = await venue.GivenEnrolledAsync();
        var pending = await venue.PendingAsync();

        await venue.Calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("Password-2"))).ThenDone();

        (await venue.GivePendingAsync(pending, app.Code())).Should().Be(NotAuthenticatedAnswer.NobodySignsIn);
    }

    [Fact]
    public async Task A_user_who_is_locked_meanwhile_by_another_host_is_not_signed_in()
    {
        var (ada, app, _) = await venue.GivenEnrolledAsync();
        var pending = await venue.PendingAsync();
        venue.Calls.Here.Store.BeforeNextAppend(() => venue.Calls.HappenedAsync(ada, new UserLocked(Examples.Noon)));

        (await venue.GivePendingAsync(pending, app.Code())).Should().Be(new NotAuthenticatedAnswer("User is locked"));
    }

    [Fact]
    public async Task A_code_turns_the_second_factor_off_where_that_was_asked_for()
    {
        var (ada, app, token) = await venue.GivenEnrolledAsync();
        (await venue.SendAsync(token, new Disable2FA())).Should().Be(Done.Instance);
        (await venue.Calls.InfoAsync(ada)).Use2FA.Should().BeTrue("it takes a code");

        (await venue.GiveAsync(token, app.WrongCode())).Should().Be(NotAuthenticatedAnswer.WrongCode);
        var answer = (await venue.GiveAsync(token, app.Code())).Should().BeOfType<SignedInAnswer>().Subject;

        answer.Shown.Should().Be(token.Reveal());
        answer.User.Use2FA.Should().BeFalse();
        (await venue.Calls.HistoryAsync(ada)).Last().Should().Be(new UserTwoFactorDisabled());
        (await ((ITwoFactorSecrets)venue.Calls.Store).FindAsync(ada, default)).Should().BeNull();
        (await venue.CallerAsync(token)).Should().BeEquivalentTo(new { IsSignedIn = true, SecondFactorConfirmed = false });
        (await venue.SignInAsync()).Should().BeOfType<SignedInAnswer>();
        (await venue.SendAsync(token, new Disable2FA())).Should().Be(Done.Instance, "it is off");
    }

    [Fact]
    public async Task That_it_be_turned_off_holds_ten_minutes_and_in_the_session_it_was_asked_in()
    {
        var (ada, app, token) = await venue.GivenEnrolledAsync();
        var other = TwoFactorVenue.TokenIn(await venue.GivePendingAsync(await venue.PendingAsync(), app.Code()));
        await venue.SendAsync(token, new Disable2FA());
        venue.PassAStep();

        await venue.GiveAsync(other, app.Code());
        (await venue.Calls.InfoAsync(ada)).Use2FA.Should().BeTrue();
        venue.Clock.Advance(TimeSpan.FromMinutes(10));
        await venue.GiveAsync(token, app.Code());
        (await venue.Calls.InfoAsync(ada)).Use2FA.Should().BeTrue();
    }

    [Fact]
    public async Task A_session_counts_as_confirmed_once_a_code_was_given_in_it()
    {
        var (ada, app, _) = await venue.GivenEnrolledAsync();
        var (first, second) = (await OpenAsync(ada), await OpenAsync(ada));

        (await venue.SendAsync(first, new Validate2FA(null, new(app.Code())))).Should().Be(new Validated2FA(true));
        venue.PassAStep();
        (await venue.GiveAsync(second, app.Code())).Should().BeOfType<SignedInAnswer>().Which.Shown.Should().Be(second.Reveal());

        (await venue.CallerAsync(first)).SecondFactorConfirmed.Should().BeTrue();
        (await venue.CallerAsync(second)).SecondFactorConfirmed.Should().BeTrue();
    }

    [Fact]
    public async Task Where_there_is_no_second_factor_no_code_is_right_and_none_counts()
    {
        var ada = await venue.GivenAsync();
        var token = await venue.SignedInAsync();

        (await venue.SendAsync(token, new Validate2FA("Google", new("000000")))).Should().Be(new Validated2FA(false));
        (await venue.GiveAsync(token, "000000")).Should().Be(NotAuthenticatedAnswer.WrongCode);
        var app = await venue.EnableAsync(token);
        (await venue.SendAsync(token, new Validate2FA("Google", new(app.Code())))).Should().Be(new Validated2FA(false), "it is not confirmed");

        (await venue.Calls.InfoAsync(ada)).Should().BeEquivalentTo(new { FailedAttempts = 0, IsEnrolled = false });
    }

    [Fact]
    public async Task What_is_malformed_is_refused()
    {
        var ada = await venue.GivenAsync();

        await venue.Calls.When(Caller.Nobody, new Authenticate2FA(null)).ThenInvalid("Code is Required");
        await venue.Calls.When(ada, new Validate2FA("Google", null)).ThenInvalid("Code is Required");
        await venue.Calls.When(ada, new Validate2FA("SMS", new("000000"))).ThenInvalid("TFaType is invalid");
    }

    [Fact]
    public async Task Only_from_a_confirmed_session_does_a_user_turn_his_second_factor_off_at_once()
    {
        var (ada, _, confirmed) = await venue.GivenEnrolledAsync();
        var off = new SetUserInfo(null, null, null, null, null, null, false);

        await venue.Calls.When(await venue.CallerAsync(await OpenAsync(ada)), off).ThenRefused(Refusals.NotAuthorized);
        (await venue.SendAsync(confirmed, off)).Use2FA.Should().BeFalse();

        (await ((ITwoFactorSecrets)venue.Calls.Store).FindAsync(ada, default)).Should().BeNull();
    }

    [Fact]
    public async Task An_administrator_who_turns_it_off_clears_the_secret_and_turning_it_on_again_brings_it_not_back()
    {
        var admin = await venue.Calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var (ada, app, _) = await venue.GivenEnrolledAsync();

        (await venue.Calls.When(admin, new SetUserInfo(ada.Value, null, null, null, null, null, true))).Use2FA.Should().BeTrue("it is on already");
        (await venue.PendingAsync()).Should().NotBeNull();
        await venue.Calls.When(admin, new SetUserInfo(ada.Value, null, null, null, null, null, false));
        await venue.Calls.When(admin, new SetUserInfo(ada.Value, null, null, null, null, null, true));

        (await ((ITwoFactorSecrets)venue.Calls.Store).FindAsync(ada, default)).Should().BeNull();
        var token = TwoFactorVenue.TokenIn(await venue.SignInAsync());
        (await venue.CallerAsync(token)).MayOnlyEnrol.Should().BeTrue();
        (await venue.GiveAsync(token, app.Code())).Should().Be(NotAuthenticatedAnswer.WrongCode);
    }

    [Fact]
    public async Task From_the_server_it_is_turned_off_for_who_has_lost_his_device()
    {
        var (ada, _, _) = await venue.GivenEnrolledAsync();

        await venue.Calls.When(CallSpec.TheServer, new TurnOffTwoFactor(null, "ADA")).ThenDone();
        await venue.Calls.When(CallSpec.TheServer, new TurnOffTwoFactor(null, "ADA")).ThenDone();

        (await venue.Calls.HistoryAsync(ada)).OfType<UserTwoFactorDisabled>().Should().ContainSingle();
        (await ((ITwoFactorSecrets)venue.Calls.Store).FindAsync(ada, default)).Should().BeNull();
        (await venue.SignInAsync()).Should().BeOfType<SignedInAnswer>();
        await venue.Calls.When(CallSpec.TheServer, new TurnOffTwoFactor(null, "nobody")).ThenRefused(Refusals.UserUnknown);
    }

    [Fact]
    public async Task Calls_that_ask_for_a_second_factor_are_refused_from_sessions_without_one()
    {
        using var strict = new TwoFactorVenue(new VenueSettings { SecondFactorCalls = ["setUSERconfig", "GetUserInfo", "setuserconfig"] });
        var (ada, app, confirmed) = await strict.GivenEnrolledAsync();
        await strict.GivenAsync("bob");
        var seen = (await strict.Calls.Store.FindAsync(ada, default))!;
        var set = new SetUserConfig(null, null, new([new("a", "1")]));
        var session = await OpenAsync(ada, strict);

        (await strict.Calls.When(Caller.Nobody, new GetValidate2FARequiredEndpoints())).Should().Equal("getuserinfo", "setuserconfig");
        await strict.Calls.When(await strict.CallerAsync(session), set).ThenRefused(Refusals.SecondFactorRequired);
        await strict.Calls.When(Caller.Of(seen.Info, seen.Version, "key", ["Trading"]), new GetUserInfo(null, null, null)).ThenRefused(Refusals.SecondFactorRequired);
        (await strict.SendAsync(session, new GetUserConfig(null, null))).Should().BeEmpty("it asks for none");
        (await strict.SendAsync(confirmed, set)).Should().Be(Done.Instance);
        (await strict.SendAsync(await strict.SignedInAsync("bob"), set)).Should().Be(Done.Instance, "bob has none");

        (await strict.SendAsync(session, new Validate2FA("google", new(app.Code())))).Should().Be(new Validated2FA(true));
        (await strict.SendAsync(session, set)).Should().Be(Done.Instance);
    }

    [Fact]
    public async Task No_call_asks_for_a_second_factor_unless_the_venue_says_so() =>
        (await venue.Calls.When(Caller.Nobody, new GetValidate2FARequiredEndpoints())).Should().BeEmpty();

    public void Dispose() => venue.Dispose();

    /// <summary>An open session that was not confirmed, as one opened with a key is.</summary>
    private Task<Secret> OpenAsync(UserId userId) => OpenAsync(userId, venue);

    private static async Task<Secret> OpenAsync(UserId userId, TwoFactorVenue venue)
    {
        var token = Tokens.New();
        await venue.Calls.Store.AppendAsync(
            Appends.SignIn(await venue.Calls.StateAsync(userId), new SessionOpened(userId, Tokens.KeyOf(token), "10.0.0.1", "http")), default);
        return token;
    }
}
