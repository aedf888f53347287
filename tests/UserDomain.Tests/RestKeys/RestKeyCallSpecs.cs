using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.RestKeys;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.RestKeys;

/// <summary>Keys for the REST endpoint: who makes them for whom, what they open, and what ends them.</summary>
public sealed class RestKeyCallSpecs : IDisposable
{
    private readonly CallSpec calls = new();

    private RestKeyCheck Keys => new(calls.Store);

    [Fact]
    public async Task A_key_opens_in_its_users_name_with_all_that_he_holds_and_the_one_before_nothing()
    {
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Trading"), new UserPermissionGranted("Withdraw"));
        var first = await KeyOfAsync(ada);
        var second = await KeyOfAsync(ada);

        var caller = (await Keys.FindCallerAsync(Tokens.RestKeyOf(second), default))!;
        caller.Should().BeEquivalentTo(new { UserId = (UserId?)ada, IsProgram = true, ApiKey = (string?)null, SecondFactorConfirmed = false });
        caller.Permissions.Should().BeEquivalentTo("Trading", "Withdraw");
        (await Keys.FindCallerAsync(Tokens.RestKeyOf(first), default)).Should().BeNull();
        (await calls.HistoryAsync(ada)).Should().EndWith([new UserRestKeyGenerated(), new UserRestKeyGenerated()]);
    }

    [Fact]
    public async Task A_key_outlives_sessions_and_passwords_and_rests_while_its_user_may_not_sign_in()
    {
        var ada = await calls.GivenAsync("ada");
        var key = await KeyOfAsync(ada);

        await calls.HappenedAsync(ada, new UserPasswordChanged(), new UserSessionsEnded());
        (await Keys.FindCallerAsync(Tokens.RestKeyOf(key), default)).Should().NotBeNull();
        await calls.HappenedAsync(ada, new UserLocked(Examples.Noon));
        (await Keys.FindCallerAsync(Tokens.RestKeyOf(key), default)).Should().BeNull();
        await calls.HappenedAsync(ada, new UserUnlocked(), new UserEmailUnverified());
        (await Keys.FindCallerAsync(Tokens.RestKeyOf(key), default)).Should().BeNull();
        await calls.HappenedAsync(ada, new UserEmailVerified());
        (await Keys.FindCallerAsync(Tokens.RestKeyOf(key), default)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_key_that_is_revoked_opens_nothing()
    {
        var ada = await calls.GivenAsync("ada");
        var key = await KeyOfAsync(ada);

        await calls.When(ada, new RevokeUserRestKey(null, null)).ThenDone();
        await calls.When(ada, new RevokeUserRestKey(null, null)).ThenDone();

        (await Keys.FindCallerAsync(Tokens.RestKeyOf(key), default)).Should().BeNull();
        (await calls.HistoryAsync(ada)).OfType<UserRestKeyRevoked>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_second_factor_that_is_due_is_given_before_a_key_is_made_for_oneself_or_another()
    {
        var (ada, bob) = (await calls.GivenAsync("ada", new UserPermissionGranted("Operator"), new UserTwoFactorEnabled()), await calls.GivenAsync("bob"));

        await calls.When(ada, new GenerateUserRestKey(null, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(ada, new GenerateUserRestKey(bob.Value, null)).ThenRefused(Refusals.SecondFactorRequired);
        var seen = (await calls.Store.FindAsync(ada, default))!;
        var confirmed = Caller.Of(seen.Info, seen.Version, new SessionOpened(ada, new("confirmed"), null, "http") { SecondFactorConfirmed = true }, null);
        (await calls.When(confirmed, new GenerateUserRestKey(bob.Value, null))).UserId.Should().Be(bob.Value);
        (await calls.When(confirmed, new GenerateUserRestKey(null, null))).UserId.Should().Be(ada.Value);
    }

    /// <summary>Somebody who was just deprived of his rights makes no key for another: his own stream is asserted.</summary>
    [Fact]
    public async Task An_operator_who_loses_his_rights_meanwhile_makes_no_key_for_another()
    {
        var (root, ada) = (await calls.GivenAsync("root", new UserPermissionGranted("Operator")), await calls.GivenAsync("ada"));
        var program = (await Keys.FindCallerAsync(Tokens.RestKeyOf(await KeyOfAsync(root)), default))!;
        calls.Here.Store.BeforeNextAppend(() => calls.HappenedAsync(root, new UserPermissionRevoked("Operator")));

        await calls.When(program, new GenerateUserRestKey(ada.Value, null)).ThenRefused(Refusals.NotAuthorized);

        (await calls.HistoryAsync(ada)).OfType<UserRestKeyGenerated>().Should().BeEmpty();
    }

    [Fact]
    public async Task Nor_does_he_take_away_anothers()
    {
        var (root, ada) = (await calls.GivenAsync("root", new UserPermissionGranted("Operator")), await calls.GivenAsync("ada"));
        var program = (await Keys.FindCallerAsync(Tokens.RestKeyOf(await KeyOfAsync(root)), default))!;
        var key = await KeyOfAsync(ada);
        calls.Here.Store.BeforeNextAppend(() => calls.HappenedAsync(root, new UserPermissionRevoked("Operator")));

        await calls.When(program, new RevokeUserRestKey(ada.Value, null)).ThenRefused(Refusals.NotAuthorized);

        (await Keys.FindCallerAsync(Tokens.RestKeyOf(key), default)).Should().NotBeNull();
    }

    [Fact]
    public async Task Nor_one_whose_key_is_replaced_meanwhile()
    {
        var (root, ada) = (await calls.GivenAsync("root", new UserPermissionGranted("Operator")), await calls.GivenAsync("ada"));
        var program = (await Keys.FindCallerAsync(Tokens.RestKeyOf(await KeyOfAsync(root)), default))!;
        calls.Here.Store.BeforeNextAppend(() => calls.When(root, new GenerateUserRestKey(null, null)).On(calls.There).AnswerAsync());

        await calls.When(program, new GenerateUserRestKey(ada.Value, null)).ThenRefused(Refusals.NotSignedIn);

        (await calls.HistoryAsync(ada)).OfType<UserRestKeyGenerated>().Should().BeEmpty();
    }

    [Fact]
    public async Task Only_a_superuser_makes_a_key_for_who_outranks_others()
    {
        var (root, ada) = (await calls.GivenAsync("root", new UserPermissionGranted("SUPERUSER")), await calls.GivenAsync("ada", new UserPermissionGranted("Operator")));

        await calls.When(ada, new GenerateUserRestKey(root.Value, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(ada, new RevokeUserRestKey(root.Value, null)).ThenRefused(Refusals.NotAuthorized);
        (await calls.When(root, new GenerateUserRestKey(ada.Value, null))).UserId.Should().Be(ada.Value);
        (await calls.When(CallSpec.TheServer, new GenerateUserRestKey(null, "ADA"))).UserId.Should().Be(ada.Value);
    }

    /// <summary>What a session may, but for what is only for one's own login; and commands say whether keys may make them.</summary>
    [Fact]
    public async Task A_key_passes_for_its_user_in_calls_that_are_open_to_it()
    {
        var ada = await calls.GivenAsync("ada");
        var program = (await Keys.FindCallerAsync(Tokens.RestKeyOf(await KeyOfAsync(ada)), default))!;

        await calls.When(program, new UpdateUserConfig(ada.Value, [new("a", "1")])).ThenDone();
        (await calls.When(program, new GetUser(null))).UserId.Should().Be(ada.Value);
        await calls.When(program, new EnableGoogle2FA()).ThenRefused(Refusals.NotAuthorized);
        await calls.When(program, new UserDomain.ApiKeys.AddUserAPIKey(null, null, ["Trading"])).ThenRefused(Refusals.NotAuthorized);
        await calls.When(program, new UserDomain.Accounts.AddUserAccount(77, ada.Value, null)).ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public async Task A_program_with_an_api_key_neither_makes_such_a_key_nor_revokes_it_nor_updates_what_it_may_not_set()
    {
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Withdraw"), new UserPermissionGranted("SUPERUSER"));
        var (super, withdraw) = (await calls.ProgramAsync(ada, "SUPERUSER"), await calls.ProgramAsync(ada, "Withdraw"));

        await calls.When(super, new GenerateUserRestKey(null, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(super, new RevokeUserRestKey(null, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(super, new UpdateUserConfig(ada.Value, [new("a", "1")])).ThenDone();
        await calls.When(withdraw, new UpdateUserConfig(ada.Value, [new("a", "2")])).ThenRefused(Refusals.NotAuthorized);
    }

    private async Task<Secret> KeyOfAsync(UserId userId) => new((await calls.When(userId, new GenerateUserRestKey(null, null))).Shown);

    public void Dispose() => calls.Dispose();
}
