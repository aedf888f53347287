using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.SignIn;

/// <summary>What administrators do about others' sign-ins: locks and sessions.</summary>
public sealed class AdministerSignInSpecs : IDisposable
{
    private static readonly UserEvent[] Locking = [new UserSignInFailed(Examples.Noon), new UserLocked(Examples.Noon.AddSeconds(1))];

    private readonly CallSpec calls = new(new VenueSettings { OmsIds = [1, 2] });

    [Theory]
    [InlineData("Operator")]
    [InlineData("SUPERUSER")]
    public async Task Unlocking_is_answered_true_and_lifts_lock_and_count(string permission)
    {
        var (admin, ada) = (await GivenAsync("admin", permission), await calls.GivenAsync("ada", Locking));

        await calls.When(admin, new UnLockUser(ada.Value, null)).ThenAnswers(true);
        await calls.When(admin, new UnLockUser(null, "Ada")).ThenAnswers(true);

        (await calls.HistoryAsync(ada, after: 3)).Should().Equal(new UserUnlocked());
        (await calls.InfoAsync(ada)).Should().BeEquivalentTo(new { Locked = false, LockedAt = (DateTimeOffset?)null, FailedAttempts = 0 });
    }

    [Fact]
    public async Task A_user_operator_unlocks_no_other_and_does_not_lift_his_own_count()
    {
        var (operatorOfUsers, ada) = (await GivenAsync("operator of users", "UserOperator"), await calls.GivenAsync("ada", Locking));
        await calls.HappenedAsync(operatorOfUsers, new UserSignInFailed(Examples.Noon));

        await calls.When(operatorOfUsers, new UnLockUser(null, null)).ThenAnswers(true);
        await calls.When(operatorOfUsers, new UnLockUser(ada.Value, null)).ThenRefused(Refusals.NotAuthorized);

        (await calls.InfoAsync(operatorOfUsers)).FailedAttempts.Should().Be(1, "or who has his session could guess on and on");
        (await calls.InfoAsync(ada)).Locked.Should().BeTrue();
    }

    [Fact]
    public async Task Nobody_else_unlocks()
    {
        var ada = await calls.GivenAsync("ada", Locking);
        foreach (var permission in (string[])["Trading", "AdminUI", "AccountOperator"])
            await calls.When(await GivenAsync(permission, permission), new UnLockUser(ada.Value, null)).ThenRefused(Refusals.NotAuthorized);

        var named = await calls.GivenAsync("named", new UserPermissionGranted("UnLockUser"), new UserPermissionGranted("Trading"));
        await calls.When(named, new UnLockUser(ada.Value, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(ada, new UnLockUser(null, null)).ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public async Task An_operator_who_is_deprived_meanwhile_unlocks_nobody()
    {
        var (admin, ada) = (await GivenAsync("admin", "Operator"), await calls.GivenAsync("ada", Locking));
        var caller = (await SignedInAsync(admin)).Caller;
        calls.Here.Store.BeforeNextAppend(() => calls.HappenedAsync(admin, new UserPermissionRevoked("Operator")));

        await calls.When(caller, new UnLockUser(ada.Value, null)).ThenRefused(Refusals.NotAuthorized);

        (await calls.InfoAsync(ada)).Locked.Should().BeTrue();
    }

    [Fact]
    public async Task The_locked_are_listed_by_id_with_name_address_and_time()
    {
        var admin = await GivenAsync("admin", "Operator");
        var (zoe, ada) = (await calls.GivenAsync("zoe", Locking), await calls.GivenAsync("ada", Locking));
        await calls.GivenAsync("bob", [.. Locking, new UserUnlocked()]);
        await calls.GivenAsync(Examples.CreatedAs("elsewhere", "elsewhere@example.org", omsId: 2), Locking);

        await calls.When(admin, new GetLockedUsers()).ThenAnswers([Locked(zoe, "zoe"), Locked(ada, "ada")]);
    }

    [Fact]
    public async Task A_superuser_sees_the_locked_of_every_oms_a_user_operator_those_of_his_accounts()
    {
        var superuser = await GivenAsync("super", "SUPERUSER");
        var operatorOfUsers = await calls.GivenAsync(
            Examples.CreatedAs("operator of users", "o@example.org", accountId: 11), new UserAccountAdded(12), new UserPermissionGranted("UserOperator"));
        var (first, second) = (await LockedIn("first", 11), await LockedIn("second", 12));
        var (elsewhere, other) = (await LockedIn("elsewhere", 13), await LockedIn("other", 12, omsId: 2));

        await calls.When(superuser, new GetLockedUsers())
            .ThenAnswers([Locked(first, "first"), Locked(second, "second"), Locked(elsewhere, "elsewhere"), Locked(other, "other")]);
        await calls.When(operatorOfUsers, new GetLockedUsers()).ThenAnswers([Locked(first, "first"), Locked(second, "second")]);
    }

    [Fact]
    public async Task Nobody_else_sees_who_is_locked()
    {
        await calls.GivenAsync("ada", Locking);
        foreach (var permission in (string[])["Trading", "AdminUI", "AccountOperator"])
            await calls.When(await GivenAsync(permission, permission), new GetLockedUsers()).ThenRefused(Refusals.NotAuthorized);

        var named = await calls.GivenAsync("named", new UserPermissionGranted("GetLockedUsers"), new UserPermissionGranted("Trading"));
        await calls.When(named, new GetLockedUsers()).ThenAnswers([]);
    }

    [Fact]
    public async Task A_superuser_ends_all_sessions_of_who_is_named()
    {
        var (superuser, ada, bob) = (await GivenAsync("super", "SUPERUSER"), await calls.GivenAsync("ada"), await calls.GivenAsync("bob"));
        var (first, second, bobs) = (await SignedInAsync(ada), await SignedInAsync(ada), await SignedInAsync(bob));

        await calls.When(superuser, new ForceUserLogoff("ADA")).ThenDone();

        (await calls.Store.FindAsync(first.Token, null, default)).Should().BeNull();
        (await calls.Store.FindAsync(second.Token, null, default)).Should().BeNull();
        (await calls.Store.FindAsync(bobs.Token, null, default)).Should().NotBeNull();
        (await calls.HistoryAsync(ada, after: 1)).Should().Equal(new UserSessionsEnded());
    }

    [Fact]
    public async Task Only_a_superuser_does_and_he_says_whose()
    {
        var (superuser, admin) = (await GivenAsync("super", "SUPERUSER"), await GivenAsync("admin", "Operator"));

        await calls.When(superuser, new ForceUserLogoff(null)).ThenInvalid("UserName is Required");
        await calls.When(superuser, new ForceUserLogoff("nobody")).ThenRefused(Refusals.UserUnknown);
        await calls.When(admin, new ForceUserLogoff("admin")).ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public async Task A_superuser_learns_whose_session_it_is()
    {
        var superuser = await GivenAsync("super", "SUPERUSER");
        var ada = await calls.GivenAsync(Examples.CreatedAs("ada", "ada@example.org", omsId: 2));
        var (token, _) = await SignedInAsync(ada);

        await calls.When(superuser, new GetLoggedInUserBySessionToken(token)).ThenAnswers(UserObject.Of(await calls.InfoAsync(ada), ""));
        await calls.When(superuser, new GetLoggedInUserBySessionToken(Tokens.New())).ThenRefused(Refusals.SessionUnknown);
        await calls.When(superuser, new GetLoggedInUserBySessionToken(null)).ThenInvalid("SessionToken is Required");

        await calls.When(superuser, new ForceUserLogoff("ada")).ThenDone();
        await calls.When(superuser, new GetLoggedInUserBySessionToken(token)).ThenRefused(Refusals.SessionUnknown);
    }

    [Fact]
    public async Task To_be_looked_for_keeps_no_session_alive()
    {
        var (superuser, ada) = (await GivenAsync("super", "SUPERUSER"), await calls.GivenAsync("ada"));
        var (token, _) = await SignedInAsync(ada);

        calls.Clock.Advance(TimeSpan.FromMinutes(50));
        await calls.When(superuser, new GetLoggedInUserBySessionToken(token)).AnswerAsync();
        calls.Clock.Advance(TimeSpan.FromMinutes(11));

        await calls.When(superuser, new GetLoggedInUserBySessionToken(token)).ThenRefused(Refusals.SessionUnknown);
        (await calls.Store.FindAsync(token, null, default)).Should().BeNull();
    }

    [Fact]
    public async Task Who_may_look_by_the_calls_own_permission_looks_no_further_than_he_reaches()
    {
        var (ada, bob) = (await calls.GivenAsync("ada"), await calls.GivenAsync(Examples.CreatedAs("bob", "bob@example.org", omsId: 2)));
        var (adas, bobs) = ((await SignedInAsync(ada)).Token, (await SignedInAsync(bob)).Token);
        var named = new UserPermissionGranted("GetLoggedInUserBySessionToken");
        var admin = await calls.GivenAsync("admin", named, new UserPermissionGranted("Operator"));
        var trader = await calls.GivenAsync("trader", named, new UserPermissionGranted("Trading"));

        (await calls.When(admin, new GetLoggedInUserBySessionToken(adas))).UserId.Should().Be(ada.Value);
        await calls.When(admin, new GetLoggedInUserBySessionToken(bobs)).ThenRefused(Refusals.SessionUnknown);
        await calls.When(trader, new GetLoggedInUserBySessionToken(adas)).ThenRefused(Refusals.SessionUnknown);
        await calls.When(await GivenAsync("other", "Operator"), new GetLoggedInUserBySessionToken(adas)).ThenRefused(Refusals.NotAuthorized);
    }

    public void Dispose() => calls.Dispose();

    private static LockedUser Locked(UserId userId, string name) => new(userId.Value, name, $"{name}@example.org", Examples.Noon.AddSeconds(1));

    private Task<UserId> GivenAsync(string name, string permission) => calls.GivenAsync(name, new UserPermissionGranted(permission));

    private Task<UserId> LockedIn(string name, long accountId, long omsId = 1) =>
        calls.GivenAsync(Examples.CreatedAs(name, $"{name}@example.org", accountId, omsId), Locking);

    private async Task<(Secret Token, Caller Caller)> SignedInAsync(UserId userId)
    {
        var token = await calls.SignInAsync(userId);
        return (token, (await calls.Store.FindAsync(token, null, default))!);
    }
}
