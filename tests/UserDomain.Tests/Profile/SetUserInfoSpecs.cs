using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Profile;

public sealed class SetUserInfoSpecs : IDisposable
{
    private static readonly SetUserInfo Nothing = new(null, null, null, null, null, null, null);

    private readonly CallSpec calls = new();

    [Fact]
    public async Task Nothing_given_answers_the_whole_user_and_records_nothing()
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, Nothing).ThenAnswers(new UserObject(
            ada.Value, "ada", "ada@example.org", "", "", true, 10, Examples.Noon, 0, 0, 1, false, "", DateTimeOffset.MinValue, false,
            DateTimeOffset.MinValue, 0));

        (await calls.VersionAsync(ada)).Should().Be(1);
    }

    [Fact]
    public async Task What_a_client_got_he_can_send_back_unchanged()
    {
        var ada = await calls.GivenAsync("ada");
        var got = await calls.When(ada, new GetUserInfo(null, null, null));

        await calls.When(ada, new SetUserInfo(got.UserId, got.UserName, null, got.Email, got.EmailVerified, got.AccountId, got.Use2FA)).ThenAnswers(got);

        (await calls.VersionAsync(ada)).Should().Be(1);
    }

    [Fact]
    public async Task The_answer_shows_what_the_change_has_made_of_the_user()
    {
        var admin = await AdminAsync();
        var ada = await calls.GivenAsync("ada");

        var answer = await calls.When(admin, new SetUserInfo(ada.Value, "ADA", null, " New@example.org ", false, 12, true));

        answer.Should().BeEquivalentTo(new { UserName = "ada", Email = "New@example.org", EmailVerified = false, AccountId = 12L, Use2FA = true });
        (await calls.When(admin, new GetUserInfo(null, ada.Value, null))).Should().Be(answer);
        (await calls.InfoAsync(ada)).Accounts.Should().Equal(10, 12);
    }

    [Fact]
    public async Task It_creates_nobody_and_renames_nobody()
    {
        var admin = await AdminAsync();
        var ada = await calls.GivenAsync("ada");

        await calls.When(admin, Nothing with { UserId = 404, Email = "new@example.org" }).ThenRefused(Refusals.UserUnknown);
        await calls.When(admin, Nothing with { UserName = "new", Email = "new@example.org" }).ThenRefused(Refusals.UserUnknown);
        await calls.When(admin, Nothing with { UserId = ada.Value, UserName = "other" }).ThenRefused(Refusals.UserNameMismatch);
    }

    [Fact]
    public async Task An_administrator_takes_the_proof_of_an_address_away_and_the_user_is_signed_out_and_kept_out()
    {
        var admin = await AdminAsync();
        var ada = await SomebodyAsync("ada");
        var token = await SignedInAsync("ada");

        (await calls.When(admin, Nothing with { UserId = ada.Value, EmailVerified = false })).EmailVerified.Should().BeFalse();

        (await calls.Store.FindAsync(token, null, default)).Should().BeNull();
        (await SignInAsync("ada")).Should().Be(new NotSignedInAnswer(false, "Email is not verified"));
    }

    [Fact]
    public async Task An_administrator_who_replaces_the_address_by_an_unproven_one_signs_the_user_out_too()
    {
        var admin = await AdminAsync();
        var ada = await SomebodyAsync("ada");
        var token = await SignedInAsync("ada");

        await calls.When(admin, Nothing with { UserId = ada.Value, Email = "new@example.org", EmailVerified = false });

        (await calls.Store.FindAsync(token, null, default)).Should().BeNull("emailVerified:false ends his sessions (wire contract, 7.3)");
    }

    [Fact]
    public async Task Who_changes_his_own_address_must_prove_it_and_stays_signed_in()
    {
        var ada = await SomebodyAsync("ada");
        var token = await SignedInAsync("ada");

        var answer = await calls.When(ada, Nothing with { Email = "new@example.org" });

        answer.Should().BeEquivalentTo(new { Email = "new@example.org", EmailVerified = false, PendingEmailCode = "", PendingCodeTime = Examples.Noon });
        (await Code(ada)).Should().NotBeNull();
        (await calls.Store.FindAsync(token, null, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_colleague_may_change_the_address_and_turn_the_second_factor_on_but_not_off()
    {
        var colleague = await calls.GivenAsync("colleague", new UserPermissionGranted("Trading"));
        var ada = await calls.GivenAsync("ada");

        (await calls.When(colleague, Nothing with { UserId = ada.Value, Email = "new@example.org", Use2FA = true })).Use2FA.Should().BeTrue();
        await calls.When(colleague, Nothing with { UserId = ada.Value, Use2FA = false }).ThenRefused(Refusals.NotAuthorized);
        await calls.When(colleague, Nothing with { UserId = ada.Value, EmailVerified = true }).ThenRefused(Refusals.NotAuthorized);
        await calls.When(colleague, Nothing with { UserId = ada.Value, AccountId = 12 }).ThenRefused(Refusals.NotAuthorized);
        (await calls.HistoryAsync(ada)).OfType<UserEmailChanged>().Single().BySomebodyElse.Should().BeTrue();
    }

    /// <summary>Else whether it was guessed right would show.</summary>
    [Fact]
    public async Task A_colleague_may_not_set_a_password_not_even_the_one_there_is()
    {
        var colleague = await calls.GivenAsync("colleague", new UserPermissionGranted("Trading"));
        var ada = await SomebodyAsync("ada");
        var verified = calls.Here.Hasher.Verified;

        foreach (var password in new[] { "Password-1", "Password-2" })
            await calls.When(colleague, Nothing with { UserId = ada.Value, Password = new(password) }).ThenRefused(Refusals.NotAuthorized);
        calls.Here.Hasher.Verified.Should().Be(verified);
    }

    [Fact]
    public async Task A_new_password_ends_every_session_but_the_one_it_came_by()
    {
        await SomebodyAsync("ada");
        var (mine, other) = (await SignedInAsync("ada"), await SignedInAsync("ada"));
        var caller = (await calls.Store.FindAsync(mine, null, default))!;

        await calls.When(caller, Nothing with { Password = new("Password-2") });

        (await calls.Store.FindAsync(mine, null, default)).Should().NotBeNull();
        (await calls.Store.FindAsync(other, null, default)).Should().BeNull();
        (await SignInAsync("ada")).Should().BeOfType<NotSignedInAnswer>();
        (await SignInAsync("ada", "Password-2")).Should().BeOfType<SignedInAnswer>();
    }

    [Fact]
    public async Task A_password_that_an_administrator_sets_ends_all_of_the_users_sessions_and_none_of_his()
    {
        var admin = await SomebodyAsync("admin", new UserPermissionGranted("Operator"));
        var ada = await SomebodyAsync("ada");
        var (mine, hers) = (await SignedInAsync("admin"), await SignedInAsync("ada"));
        var caller = (await calls.Store.FindAsync(mine, null, default))!;

        await calls.When(caller, Nothing with { UserId = ada.Value, Password = new("Password-2") });

        caller.UserId.Should().Be(admin);
        (await calls.Store.FindAsync(mine, null, default)).Should().NotBeNull();
        (await calls.Store.FindAsync(hers, null, default)).Should().BeNull();
    }

    [Fact]
    public async Task The_password_there_is_changes_nothing_and_ends_no_session()
    {
        var ada = await SomebodyAsync("ada");
        var token = await SignedInAsync("ada");
        var version = await calls.VersionAsync(ada);

        await calls.When(ada, Nothing with { Password = new("Password-1") });

        (await calls.VersionAsync(ada)).Should().Be(version);
        (await calls.Store.FindAsync(token, null, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_lock_stays_when_the_password_changes_and_the_count_does_not()
    {
        var admin = await AdminAsync();
        var ada = await calls.GivenAsync("ada", new UserSignInFailed(Examples.Noon), new UserLocked(Examples.Noon));

        var answer = await calls.When(admin, Nothing with { UserId = ada.Value, Password = new("Password-2") });

        answer.Should().BeEquivalentTo(new { Locked = true, LockedTime = Examples.Noon, NumberOfFailedAttempt = 0 });
    }

    [Theory]
    [InlineData("ADA@example.org")]
    [InlineData(" ada@Example.org")]
    public async Task An_address_that_is_anothers_in_any_spelling_is_refused_and_nothing_else_is_changed(string email)
    {
        var bob = await calls.GivenAsync("bob");
        await calls.GivenAsync("ada");

        await calls.When(bob, Nothing with { Email = email, Use2FA = true, Password = new("Password-2") }).ThenRefused(Refusals.EmailTaken);

        (await calls.VersionAsync(bob)).Should().Be(1);
        (await ((IVerifiers)calls.Store).FindAsync(bob, default)).Should().BeNull();
    }

    [Fact]
    public async Task An_address_that_was_given_up_can_be_taken()
    {
        var (ada, bob) = (await calls.GivenAsync("ada"), await calls.GivenAsync("bob"));
        await calls.When(ada, Nothing with { Email = "new@example.org" });

        (await calls.When(bob, Nothing with { Email = "ADA@example.org" })).Email.Should().Be("ADA@example.org");
    }

    public static TheoryData<SetUserInfo, string> Malformed => new()
    {
        { Nothing with { Email = "ada" }, "Email is invalid" },
        { Nothing with { Email = "a@b@c" }, "Email is invalid" },
        { Nothing with { Email = "@example.org" }, "Email is invalid" },
        { Nothing with { Email = "ada@" }, "Email is invalid" },
        { Nothing with { Email = "ada smith@example.org" }, "Email is invalid" },
        { Nothing with { Email = "ada@example.org\u0001x" }, "Email is invalid" },
        { Nothing with { Email = $"ada@{new string('x', 251)}" }, "Email is too long" },
        { Nothing with { Password = new("Short-1") }, Weak },
        { Nothing with { Password = new("password-1") }, Weak },
        { Nothing with { Password = new("PASSWORD-1") }, Weak },
        { Nothing with { Password = new("Password-x") }, Weak },
        { Nothing with { Password = new("Password-1".PadRight(129, 'x')) }, Weak },
    };

    [Theory, MemberData(nameof(Malformed))]
    public async Task What_is_malformed_is_refused_as_a_whole(SetUserInfo call, string detail)
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, call with { Use2FA = true }).ThenInvalid(detail);

        (await calls.VersionAsync(ada)).Should().Be(1);
    }

    [Fact]
    public async Task The_longest_address_and_password_are_taken()
    {
        var ada = await calls.GivenAsync("ada");

        (await calls.When(ada, Nothing with { Email = $"ada@{new string('x', 250)}", Password = new("Password-1".PadRight(128, 'x')) }))
            .Email.Should().HaveLength(254);
    }

    [Fact]
    public async Task How_long_a_password_must_be_is_for_the_venue_to_say()
    {
        using var strict = new CallSpec(new VenueSettings { PasswordMinLength = 9 });
        var ada = await strict.GivenAsync("ada");

        await strict.When(ada, Nothing with { Password = new("Passwd-1") }).ThenInvalid(Weak.Replace("8 to", "9 to", StringComparison.Ordinal));
        await strict.When(ada, Nothing with { Password = new("Passwd-12") });
    }

    public void Dispose() => calls.Dispose();

    private const string Weak = "Password must have 8 to 128 characters, among them a lower-case letter, an upper-case letter and a digit";

    private ValueTask<Secret?> Code(UserId userId) => ((IEmailCodes)calls.Store).FindAsync(userId, default);

    private Task<UserId> AdminAsync() => calls.GivenAsync("admin", new UserPermissionGranted("Operator"));

    private async Task<UserId> SomebodyAsync(string name, params IReadOnlyList<UserEvent> since)
    {
        var user = await calls.GivenAsync(name, since);
        await calls.When(CallSpec.TheServer, new SetPassword(user.Value, null, new("Password-1")));
        return user;
    }

    private Task<SignInAnswer> SignInAsync(string name, string password = "Password-1") =>
        calls.When(Caller.Nobody, new AuthenticateUser(name, new(password))).AnswerAsync();

    private async Task<Secret> SignedInAsync(string name) => new(((SignedInAnswer)await SignInAsync(name)).Shown);
}
