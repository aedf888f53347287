using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Permissions;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Permissions;

/// <summary>Giving and taking permissions. An operator here holds Trading too.</summary>
public sealed class ChangePermissionSpecs : IDisposable
{
    private readonly CallSpec calls = new(new VenueSettings { OmsIds = [1, 2] });

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task An_operator_gives_what_he_holds_in_the_spelling_of_the_list(int? value)
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada"));

        await calls.When(admin, new AddUserPermission(ada.Value, null, "tRADING", value)).ThenDone();
        await calls.When(admin, new AddUserPermission(null, "ADA", "Trading", value)).ThenDone();

        (await calls.HistoryAsync(ada, after: 1)).Should().Equal(new UserPermissionGranted("Trading"));
    }

    [Fact]
    public async Task A_value_of_0_takes_as_a_revocation_does()
    {
        var admin = await OperatorAsync();
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Trading"), new UserPermissionGranted("Deposit"));

        await calls.When(admin, new AddUserPermission(ada.Value, null, "trading", 0)).ThenDone();
        await calls.When(admin, new RevokeUserPermission(null, "ada", "deposit")).ThenDone();
        await calls.When(admin, new AddUserPermission(ada.Value, null, "Trading", 0)).ThenDone();
        await calls.When(admin, new RevokeUserPermission(ada.Value, null, "Deposit")).ThenDone();

        (await calls.HistoryAsync(ada, after: 3)).Should().Equal(new UserPermissionRevoked("Trading"), new UserPermissionRevoked("Deposit"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public async Task Any_other_value_is_refused(int value) =>
        await calls.When(await OperatorAsync(), new AddUserPermission(null, "admin", "Trading", value)).ThenInvalid("Value is invalid");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_permission_must_be_named(string? name)
    {
        var admin = await OperatorAsync();
        await calls.When(admin, new AddUserPermission(null, "admin", name, null)).ThenInvalid("Permission is Required");
        await calls.When(admin, new RevokeUserPermission(null, "admin", name)).ThenInvalid("Permission is Required");
    }

    [Fact]
    public async Task One_that_is_not_on_the_list_is_unknown_to_giver_and_taker()
    {
        var superuser = await calls.GivenAsync("super", new UserPermissionGranted("SUPERUSER"));
        await calls.When(superuser, new AddUserPermission(null, "super", "Flying", null)).ThenRefused(Refusals.PermissionUnknown);
        await calls.When(superuser, new AddUserPermission(null, "super", "Flying", 0)).ThenRefused(Refusals.PermissionUnknown);
        await calls.When(superuser, new RevokeUserPermission(null, "super", "Flying")).ThenRefused(Refusals.PermissionUnknown);
    }

    [Fact]
    public async Task Nobody_gives_what_he_does_not_hold_not_even_to_himself_and_a_superuser_gives_everything()
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada"));
        var superuser = await calls.GivenAsync("super", new UserPermissionGranted("SUPERUSER"));

        await calls.When(admin, new AddUserPermission(ada.Value, null, "Deposit", null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(admin, new AddUserPermission(null, null, "SUPERUSER", null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(superuser, new AddUserPermission(ada.Value, null, "SUPERUSER", null)).ThenDone();
        await calls.When(superuser, new AddUserPermission(null, null, "Deposit", null)).ThenDone();
        await calls.When(CallSpec.TheServer, new AddUserPermission(admin.Value, null, "Deposit", null)).ThenDone();

        (await calls.HistoryAsync(ada, after: 1)).Should().Equal(new UserPermissionGranted("SUPERUSER"));
    }

    [Fact]
    public async Task What_is_held_already_is_no_gift_whoever_asks()
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada", new UserPermissionGranted("Deposit")));

        await calls.When(admin, new AddUserPermission(ada.Value, null, "Deposit", null)).ThenDone();

        (await calls.VersionAsync(ada)).Should().Be(2);
    }

    [Theory]
    [InlineData("SUPERUSER")]
    [InlineData("AdminUI")]
    [InlineData("UserOperator")]
    [InlineData("AccountOperator")]
    public async Task A_role_is_taken_only_by_who_holds_it_or_by_a_superuser(string role)
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada", new UserPermissionGranted(role)));
        var superuser = await calls.GivenAsync("super", new UserPermissionGranted("SUPERUSER"));

        await calls.When(admin, new RevokeUserPermission(ada.Value, null, role)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(admin, new AddUserPermission(ada.Value, null, role, 0)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(admin, new AddUserPermission(ada.Value, null, "Trading", null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(superuser, new RevokeUserPermission(ada.Value, null, role)).ThenDone();
        await calls.When(admin, new AddUserPermission(ada.Value, null, "Trading", null)).ThenDone();
    }

    [Theory]
    [InlineData("Trading")]
    [InlineData("AdminUI")]
    [InlineData("UserOperator")]
    public async Task Nobody_below_an_operator_changes_permissions_not_even_his_own(string permission)
    {
        var somebody = await calls.GivenAsync("somebody", new UserPermissionGranted(permission));
        await calls.When(somebody, new AddUserPermission(null, null, permission, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(somebody, new RevokeUserPermission(null, null, permission)).ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public async Task A_user_of_another_oms_is_unknown_to_an_operator()
    {
        var (admin, bob) = (await OperatorAsync(), await calls.GivenAsync(Examples.CreatedAs("bob", "bob@example.org", omsId: 2)));
        await calls.When(admin, new AddUserPermission(bob.Value, null, "Trading", null)).ThenRefused(Refusals.UserUnknown);
        await calls.When(admin, new RevokeUserPermission(bob.Value, null, "Trading")).ThenRefused(Refusals.UserUnknown);
    }

    public static TheoryData<bool, IReadOnlyList<UserEvent>, Refusal?> Meanwhile => new()
    {
        { true, [new UserPermissionRevoked("Operator")], Refusals.NotAuthorized },
        { true, [new UserPermissionRevoked("Trading")], Refusals.NotAuthorized },
        { true, [new UserLocked(Examples.Noon)], Refusals.NotSignedIn },
        { true, [new UserConfigSet("theme", "dark")], null },
        { false, [new UserPermissionRevoked("Operator")], Refusals.NotAuthorized },
        { false, [new UserLocked(Examples.Noon)], Refusals.NotSignedIn },
        { false, [new UserPermissionRevoked("Trading")], null },
    };

    /// <summary>The right to give and to take counts as it is when the change takes effect (wire contract, section 6).</summary>
    [Theory, MemberData(nameof(Meanwhile))]
    public async Task Who_is_deprived_meanwhile_gives_and_takes_nothing(bool gives, IReadOnlyList<UserEvent> meanwhile, Refusal? refusal)
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada", gives ? [] : [new UserPermissionGranted("Deposit")]));
        var caller = await SignedInAsync(admin);
        calls.Here.Store.BeforeNextAppend(() => calls.HappenedAsync(admin, meanwhile));

        var sending = gives
            ? calls.When(caller, new AddUserPermission(ada.Value, null, "Trading", null))
            : calls.When(caller, new RevokeUserPermission(ada.Value, null, "Deposit"));
        await (refusal is null ? sending.ThenDone() : sending.ThenRefused(refusal));

        var holds = gives == (refusal is null);
        (await calls.InfoAsync(ada)).Permissions.Should().Equal(holds ? [gives ? "Trading" : "Deposit"] : []);
    }

    [Fact]
    public async Task A_superuser_who_was_just_deprived_does_not_make_himself_one_again()
    {
        var superuser = await calls.GivenAsync("super", new UserPermissionGranted("SUPERUSER"));
        var caller = await SignedInAsync(superuser);
        await calls.HappenedAsync(superuser, new UserPermissionRevoked("SUPERUSER"));

        await calls.When(caller, new AddUserPermission(null, null, "SUPERUSER", null)).ThenRefused(Refusals.NotAuthorized);

        (await calls.InfoAsync(superuser)).Permissions.Should().BeEmpty();
    }

    [Fact]
    public async Task A_permission_counts_at_once_in_sessions_that_are_open()
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada"));
        var session = (await SignedInAsync(ada)).Session!;

        await calls.When(admin, new AddUserPermission(ada.Value, null, "Operator", null)).ThenDone();
        (await calls.Store.FindAsync(session, null, default))!.Holds("Operator").Should().BeTrue();
        await calls.When(admin, new RevokeUserPermission(ada.Value, null, "Operator")).ThenDone();
        (await calls.Store.FindAsync(session, null, default))!.Holds("Operator").Should().BeFalse();
    }

    [Theory]
    [InlineData("Operator")]
    [InlineData("AdminUI")]
    [InlineData("GetAvailablePermissionList")]
    [InlineData("SUPERUSER")]
    public async Task An_administrator_is_told_what_can_be_given(string permission) =>
        await calls.When(await calls.GivenAsync("admin", new UserPermissionGranted(permission)), new GetAvailablePermissionList())
            .ThenAnswers(PermissionNames.All);

    [Fact]
    public async Task Nobody_else_is_told()
    {
        await calls.When(await calls.GivenAsync("ada", new UserPermissionGranted("Trading")), new GetAvailablePermissionList()).ThenRefused(Refusals.NotAuthorized);
        await calls.When(Caller.Nobody, new GetAvailablePermissionList()).ThenRefused(Refusals.NotSignedIn);
    }

    public void Dispose() => calls.Dispose();

    private Task<UserId> OperatorAsync() =>
        calls.GivenAsync("admin", new UserPermissionGranted("Operator"), new UserPermissionGranted("Trading"));

    private async Task<Caller> SignedInAsync(UserId userId)
    {
        var (state, token) = (await calls.StateAsync(userId), Tokens.New());
        await calls.Store.AppendAsync(Appends.SignIn(state, new SessionOpened(userId, Tokens.KeyOf(token), null, "spec")), default);
        return (await calls.Store.FindAsync(token, null, default))!;
    }
}
