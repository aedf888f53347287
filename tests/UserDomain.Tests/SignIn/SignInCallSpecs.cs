using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.SignIn;

public sealed class SignInCallSpecs : IDisposable
{
    private static readonly NotSignedInAnswer Wrong = new(false, "Invalid username or password");
    private static readonly NotSignedInAnswer Locked = new(true, "User is locked");
    private static readonly NotSignedInAnswer Unverified = new(false, "Email is not verified");

    private readonly CallSpec calls = new();

    [Theory]
    [InlineData("Zo\u00eb Smith")]
    [InlineData(" zoe\u0308 SMITH ")]
    public async Task A_user_signs_in_by_his_name_in_any_spelling_and_gets_a_session(string name)
    {
        var zoe = await GivenAsync(Examples.CreatedAs("Zo\u00eb Smith", "zoe@example.org"));

        var answer = (await SignInAsync(name)).Should().BeOfType<SignedInAnswer>().Subject;

        answer.User.Should().Be(new SignedInUser(zoe.Value, "Zo\u00eb Smith", "zoe@example.org", true, 10, 1, false));
        var caller = await calls.Store.FindAsync(new Secret(answer.Shown), null, default);
        caller!.UserId.Should().Be(zoe);
        caller.SecondFactorConfirmed.Should().BeFalse();
    }

    [Fact]
    public async Task A_sign_in_is_recorded_apart_so_that_it_does_not_change_the_user()
    {
        calls.Clock.Now = Examples.Noon.AddTicks(3);
        var ada = await GivenAsync(Examples.Created);
        var version = await calls.VersionAsync(ada);

        await SignInAsync("ada");
        await SignInAsync("ada");

        (await calls.VersionAsync(ada)).Should().Be(version);
        var recorded = await calls.Store.ReadAsync(StreamId.OfSignIns(ada), default);
        recorded.Select(one => one.Event).Should().Equal(new UserSignedIn(Examples.Noon), new UserSignedIn(Examples.Noon));
        recorded[0].Origin.Should().BeEquivalentTo(new { By = (string?)null, Call = "AuthenticateUser", Address = "10.0.0.1", Transport = "http" });
    }

    [Fact]
    public async Task Two_sessions_of_one_user_have_tokens_of_their_own()
    {
        await GivenAsync(Examples.Created);
        var tokens = new[] { await SignInAsync("ada"), await SignInAsync("ada") }.Cast<SignedInAnswer>().Select(answer => answer.Shown).ToArray();

        tokens.Should().OnlyHaveUniqueItems().And.OnlyContain(token => Guid.Parse(token) != Guid.Empty);
    }

    [Theory]
    [InlineData("ada", "password-1")]
    [InlineData("ada", "Password-1 ")]
    [InlineData("ada", "")]
    [InlineData("nobody", "Password-1")]
    [InlineData("without", "")]
    [InlineData("without", "Password-1")]
    public async Task A_wrong_password_an_unknown_name_and_a_user_without_a_password_are_answered_alike_at_the_same_cost(string name, string password)
    {
        await GivenAsync(Examples.Created);
        await calls.GivenAsync("without");

        (await SignInAsync(name, password)).Should().Be(Wrong);

        calls.Here.Hasher.Verified.Should().Be(1);
    }

    [Theory]
    [InlineData("Password-1")]
    [InlineData("wrong")]
    public async Task A_locked_user_is_told_so_before_his_password_is_looked_at(string password)
    {
        await GivenAsync(Examples.Created with { EmailVerified = false }, new UserLocked(Examples.Noon));

        (await SignInAsync("ada", password)).Should().Be(Locked);

        calls.Here.Hasher.Verified.Should().Be(0);
    }

    [Theory]
    [InlineData("Password-1", "Email is not verified")]
    [InlineData("wrong", "Invalid username or password")]
    public async Task That_the_address_is_unproven_is_told_only_to_who_knows_the_password(string password, string text)
    {
        await GivenAsync(Examples.Created with { EmailVerified = false });
        (await SignInAsync("ada", password)).Should().Be(new NotSignedInAnswer(false, text));
    }

    [Fact]
    public async Task With_a_second_factor_the_right_password_opens_nothing_but_what_the_code_is_asked_for()
    {
        var ada = await GivenAsync(Examples.Created with { Use2FA = true }, new UserTwoFactorConfirmed());

        var due = (await SignInAsync("ada")).Should().BeOfType<SecondFactorDueAnswer>().Subject;

        (await calls.Store.FindAsync(new Secret(due.Shown), null, default)).Should().BeNull();
        (await calls.Store.ReadAsync(StreamId.OfSignIns(ada), default)).Select(one => one.Event).Should().Equal(new UserPasswordAccepted(Examples.Noon));
    }

    [Fact]
    public async Task Who_has_yet_to_set_up_his_second_factor_gets_a_session_for_that_alone()
    {
        await GivenAsync(Examples.Created with { Use2FA = true });

        var answer = (await SignInAsync("ada")).Should().BeOfType<SignedInAnswer>().Subject;

        answer.EnforceEnable2FA.Should().BeTrue();
        (await calls.Store.FindAsync(new Secret(answer.Shown), null, default))!.MayOnlyEnrol.Should().BeTrue();
    }

    [Fact]
    public async Task The_gate_stops_at_the_first_thing_and_nothing_that_it_stops_opens_a_session()
    {
        var ada = await GivenAsync(Examples.Created);
        await SignInAsync("ada", "wrong");
        await calls.HappenedAsync(ada, new UserEmailUnverified());
        (await SignInAsync("ada")).Should().Be(Unverified);
        await calls.HappenedAsync(ada, new UserLocked(Examples.Noon));
        (await SignInAsync("ada")).Should().Be(Locked);

        (await calls.Store.FindVersionAsync(StreamId.OfSignIns(ada), default)).Should().Be(0);
    }

    [Theory]
    [InlineData(null, "x", "UserName is Required")]
    [InlineData("", "x", "UserName is Required")]
    [InlineData("ada", null, "Password is Required")]
    public async Task Name_and_password_are_required(string? name, string? password, string detail) =>
        await calls.When(Caller.Nobody, new AuthenticateUser(name, password is null ? null : new(password))).ThenInvalid(detail);

    [Fact]
    public async Task By_a_basic_header_it_is_the_same_gate()
    {
        var ada = await GivenAsync(Examples.Created);

        (await calls.When(Caller.Nobody, new Authenticate()).With(Basic("ADA", "Password-1"))).Should().BeOfType<SignedInAnswer>().Which.UserId.Should().Be(ada.Value);
        await calls.When(Caller.Nobody, new Authenticate()).With(Basic("ada", "wrong")).ThenAnswers(Wrong);
        await calls.When(Caller.Nobody, new Authenticate()).ThenRefused(Refusals.NotSignedIn);
    }

    [Fact]
    public async Task A_session_ends_by_signing_out_and_no_other_with_it()
    {
        await GivenAsync(Examples.Created);
        var (ended, going) = (await SignedInAsync("ada"), await SignedInAsync("ada"));
        var caller = (await calls.Store.FindAsync(ended, null, default))!;

        await calls.When(caller, new LogOut()).ThenDone();
        await calls.When(caller, new LogOut()).ThenDone();
        await calls.When(Caller.Nobody, new LogOut()).ThenDone();

        (await calls.Store.FindAsync(ended, null, default)).Should().BeNull();
        (await calls.Store.FindAsync(going, null, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_password_from_the_server_ends_all_sessions_and_leaves_the_lock()
    {
        var ada = await GivenAsync(Examples.Created);
        var token = await SignedInAsync("ada");
        await calls.HappenedAsync(ada, new UserSignInFailed(Examples.Noon), new UserLocked(Examples.Noon));

        await calls.When(CallSpec.TheServer, new SetPassword(null, "ADA", new("Password-2"))).ThenDone();

        (await calls.Store.FindAsync(token, null, default)).Should().BeNull();
        (await SignInAsync("ada", "Password-2")).Should().Be(Locked);
        await calls.When(CallSpec.TheServer, new Unlock(null, "ada")).ThenDone();
        (await SignInAsync("ada", "Password-1")).Should().Be(Wrong);
        (await SignInAsync("ada", "Password-2")).Should().BeOfType<SignedInAnswer>();
    }

    [Fact]
    public async Task From_the_server_too_a_password_must_be_strong_and_the_user_there()
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(CallSpec.TheServer, new SetPassword(404, null, new("Password-1"))).ThenRefused(Refusals.UserUnknown);
        await calls.When(CallSpec.TheServer, new Unlock(null, "nobody")).ThenRefused(Refusals.UserUnknown);
        (await FluentActions.Awaiting(() => calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("weak"))).AnswerAsync())
            .Should().ThrowAsync<RefusedException>()).Which.Refusal.Kind.Should().Be(RefusalKind.InvalidRequest);
        calls.Here.Hasher.Hashed.Should().Be(0);
    }

    [Fact]
    public async Task Unlocking_lifts_lock_and_count_once_and_is_done_also_where_there_is_neither()
    {
        var ada = await calls.GivenAsync("ada", new UserSignInFailed(Examples.Noon), new UserLocked(Examples.Noon));

        await calls.When(CallSpec.TheServer, new Unlock(ada.Value, null)).ThenDone();
        await calls.When(CallSpec.TheServer, new Unlock(ada.Value, null)).ThenDone();

        (await calls.InfoAsync(ada)).Should().BeEquivalentTo(new { Locked = false, LockedAt = (DateTimeOffset?)null, FailedAttempts = 0 });
        (await calls.HistoryAsync(ada, after: 3)).Should().Equal(new UserUnlocked());
    }

    public void Dispose() => calls.Dispose();

    private static Action<CallContext> Basic(string name, string password) => context => context.Basic = (name, new(password));

    /// <summary>A user with the password that all of them have here, hashed on the other host so that this one's counts start at nothing.</summary>
    private async Task<UserId> GivenAsync(UserCreated created, params IReadOnlyList<UserEvent> since)
    {
        var user = await calls.GivenAsync(created, since);
        await calls.When(CallSpec.TheServer, new SetPassword(user.Value, null, new("Password-1"))).On(calls.There).ThenDone();
        return user;
    }

    private Task<SignInAnswer> SignInAsync(string name, string password = "Password-1") =>
        calls.When(Caller.Nobody, new AuthenticateUser(name, new(password))).AnswerAsync();

    private async Task<Secret> SignedInAsync(string name) => new(((SignedInAnswer)await SignInAsync(name)).Shown);
}
