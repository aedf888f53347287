using UserDomain.Model;
using UserDomain.Permissions;
using UserDomain.Registration;
using UserDomain.Specs;

namespace UserDomain.Tests.Permissions;

public sealed class GetUserPermissionsSpecs : IDisposable
{
    private readonly CallSpec calls = new();

    [Fact]
    public async Task Permissions_are_sorted_ignoring_case_and_each_is_named_once()
    {
        var ada = await calls.GivenAsync(
            "ada", new UserPermissionGranted("Withdraw"), new UserPermissionGranted("AM_GetHoldInfo"), new UserPermissionGranted("Deposit"),
            new UserPermissionGranted("AdminUI"), new UserPermissionGranted("WITHDRAW"));

        await calls.When(ada, new GetUserPermissions(null, null)).ThenAnswers(["AdminUI", "AM_GetHoldInfo", "Deposit", "Withdraw"]);
    }

    [Fact]
    public async Task Who_has_none_has_none() => await calls.When(await calls.GivenAsync("ada"), new GetUserPermissions(null, null)).ThenAnswers([]);

    [Fact]
    public async Task A_new_user_may_deposit_trade_and_withdraw()
    {
        await calls.When(CallSpec.TheServer, new CreateUser(
            new("new", "new@example.org", null, null, null, null, null, OMSId: 1, null), OperatorId: 1, null, null)).ThenDone();

        await calls.When(await calls.IdOfAsync("new"), new GetUserPermissions(null, null)).ThenAnswers(["Deposit", "Trading", "Withdraw"]);
    }

    public void Dispose() => calls.Dispose();
}
