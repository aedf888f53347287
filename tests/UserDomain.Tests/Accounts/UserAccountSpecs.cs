using UserDomain.Accounts;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.Specs;

namespace UserDomain.Tests.Accounts;

public sealed class UserAccountSpecs : IDisposable
{
    private readonly CallSpec calls = new(new VenueSettings { OmsIds = [1, 2] });

    [Fact]
    public async Task An_operator_links_a_user_to_accounts_which_are_listed_ascending()
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada"));

        await calls.When(admin, new AddUserAccount(77, ada.Value, null)).ThenDone();
        await calls.When(admin, new AddUserAccount(7, null, "ada")).ThenDone();
        await calls.When(admin, new AddUserAccount(77, ada.Value, "Ada")).ThenDone();

        await calls.When(ada, new GetUserAccounts(null, null, null)).ThenAnswers([7, 10, 77]);
        (await calls.HistoryAsync(ada, after: 1)).Should().Equal(new UserAccountAdded(77), new UserAccountAdded(7));
    }

    [Fact]
    public async Task He_takes_a_user_out_of_any_but_the_default_one()
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada", new UserAccountAdded(77)));

        await calls.When(admin, new RemoveUserAccount(77, ada.Value, null)).ThenDone();
        await calls.When(admin, new RemoveUserAccount(77, null, "ada")).ThenDone();
        await calls.When(admin, new RemoveUserAccount(10, ada.Value, null)).ThenRefused(Refusals.DefaultAccount);

        await calls.When(admin, new GetUserAccounts(null, ada.Value, null)).ThenAnswers([10]);
        (await calls.VersionAsync(ada)).Should().Be(3);
    }

    [Fact]
    public async Task Members_of_an_account_reach_who_is_linked_to_it_for_as_long_as_he_is()
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada"));
        var trader = await calls.GivenAsync(Examples.CreatedAs("trader", "t@example.org", accountId: 77), new UserPermissionGranted("Trading"));

        await calls.When(trader, new GetUserInfo(null, ada.Value, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(admin, new AddUserAccount(77, ada.Value, null)).ThenDone();
        await calls.When(trader, new GetUserAccounts(null, ada.Value, null)).ThenAnswers([10, 77]);
        await calls.When(admin, new RemoveUserAccount(77, ada.Value, null)).ThenDone();
        await calls.When(trader, new GetUserAccounts(null, ada.Value, null)).ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public async Task The_account_must_be_named()
    {
        var admin = await OperatorAsync();
        await calls.When(admin, new AddUserAccount(null, admin.Value, null)).ThenInvalid("AccountId is Required");
        await calls.When(admin, new RemoveUserAccount(null, admin.Value, null)).ThenInvalid("AccountId is Required");
    }

    [Theory]
    [InlineData("Trading")]
    [InlineData("AccountOperator")]
    [InlineData("UserOperator")]
    [InlineData("AdminUI")]
    public async Task Nobody_below_an_operator_changes_who_belongs_where(string permission)
    {
        var somebody = await calls.GivenAsync("somebody", new UserPermissionGranted(permission), new UserAccountAdded(77));
        await calls.When(somebody, new AddUserAccount(78, null, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(somebody, new RemoveUserAccount(77, null, null)).ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public async Task Accounts_are_asked_for_in_the_callers_oms_and_by_a_superuser_in_any()
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada"));
        var superuser = await calls.GivenAsync("super", new UserPermissionGranted("SUPERUSER"));
        var bob = await calls.GivenAsync(Examples.CreatedAs("bob", "bob@example.org", omsId: 2));

        await calls.When(admin, new GetUserAccounts(1, ada.Value, null)).ThenAnswers([10]);
        await calls.When(admin, new GetUserAccounts(2, ada.Value, null)).ThenRefused(Refusals.UserUnknown);
        await calls.When(admin, new GetUserAccounts(null, bob.Value, null)).ThenRefused(Refusals.UserUnknown);
        await calls.When(superuser, new GetUserAccounts(2, bob.Value, null)).ThenAnswers([10]);
        await calls.When(superuser, new GetUserAccounts(1, bob.Value, null)).ThenRefused(Refusals.UserUnknown);
    }

    /// <summary>Whoever names an account first, here or in another call, no new user lands in it.</summary>
    [Fact]
    public async Task An_account_that_was_named_is_given_to_nobody_new()
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada"));
        var next = await calls.Store.NextAccountAsync(default) + 1;

        await calls.When(admin, new AddUserAccount(next, ada.Value, null)).ThenDone();

        (await calls.Store.NextAccountAsync(default)).Should().BeGreaterThan(next);
    }

    public void Dispose() => calls.Dispose();

    private Task<UserId> OperatorAsync() => calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
}
