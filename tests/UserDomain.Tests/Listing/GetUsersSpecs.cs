using UserDomain.Audit;
using UserDomain.Calls;
using UserDomain.Listing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Listing;

/// <summary>Users of a venue, as its operators look for them.</summary>
public sealed class GetUsersSpecs : IDisposable
{
    private readonly CallSpec calls = new(new VenueSettings { OmsIds = [1, 2] });

    [Fact]
    public async Task An_operator_finds_the_users_of_his_oms_and_a_superuser_those_of_every_one()
    {
        var (op, root) = (await OfAsync("op", 1, "Operator"), await OfAsync("root", 2, "SUPERUSER"));
        await OfAsync("ada", 1);
        await OfAsync("adam", 2);

        (await NamesAsync(op, new("A"))).Should().Equal("ada");
        (await NamesAsync(op, new("A", OMSId: 1))).Should().Equal("ada");
        (await NamesAsync(root, new("a"))).Should().Equal("ada", "adam");
        (await NamesAsync(root, new("a", OMSId: 2))).Should().Equal("adam");
        (await NamesAsync(CallSpec.TheServer, new(null))).Should().Equal("op", "ada", "root", "adam");
        await calls.When(op, new GetUsers(null, OMSId: 2)).ThenRefused(Refusals.OmsUnknown);
    }

    [Theory]
    [InlineData("GetUsers", "Trading"), InlineData("GetUsers", "UserOperator"), InlineData("GetUsers")]
    public async Task Who_reaches_nobody_by_his_permissions_alone_is_listed_nobody(params string[] permissions)
    {
        var clerk = await OfAsync("clerk", 1, permissions);
        await calls.When(clerk, new GetUsers(null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(clerk, new GetUserActivity(null, null)).ThenRefused(Refusals.NotAuthorized);

        await calls.HappenedAsync(clerk, new UserPermissionGranted("AdminUI"));
        (await NamesAsync(clerk, new(null))).Should().Equal("clerk");
    }

    [Fact]
    public async Task A_user_is_shown_with_what_lists_show()
    {
        var op = await OfAsync("op", 1, "Operator");
        var ada = await calls.GivenAsync(Examples.CreatedAs("Ada", "ada@x"), new UserAccountAdded(3), new UserLocked(Examples.Noon), new UserConfigSet("Street", "Hillside"));

        var list = await calls.When(op, new GetUsers(null, ConfigKey: "Street", ConfigValue: "Hillside", AccountId: 3, Locked: true));

        list.Should().BeEquivalentTo(new UserList(
            [new(ada.Value, "Ada", "ada@x", EmailVerified: true, AccountId: 10, Accounts: [3, 10], Examples.Noon, OMSId: 1, Use2FA: false, Locked: true)], After: null));
    }

    [Fact]
    public async Task Each_page_leads_to_the_next_until_all_were_shown()
    {
        var op = await OfAsync("op", 1, "Operator");
        for (var i = 0; i < 7; i++)
            await OfAsync($"user{i}", 1);

        var (names, after) = (new List<string>(), (string?)null);
        do
        {
            var page = await calls.When(op, new GetUsers("user", Limit: 3, After: after));
            names.AddRange(page.Users.Select(user => user.UserName));
            after = page.After;
        }
        while (after is not null);

        names.Should().Equal(Enumerable.Range(0, 7).Select(i => $"user{i}"));
    }

    [Fact]
    public async Task Where_a_page_ended_is_good_for_the_same_question_only()
    {
        var op = await OfAsync("op", 1, "Operator");
        await OfAsync("opa", 1);
        var after = (await calls.When(op, new GetUsers("op", Limit: 1))).After!;

        (await NamesAsync(op, new("OP", Limit: 5, After: after))).Should().Equal("opa");
        foreach (var broken in new[] { "x", "!", "", after[..^1], after[..^4], $"{after}AAAA", "A" + after[1..], Convert.ToBase64String(new byte[40]) })
            await calls.When(op, new GetUsers("op", After: broken)).ThenRefused(Refusals.CursorUnknown);
        foreach (var other in new GetUsers[] { new(null), new("o"), new("op", Email: "x"), new("op", Locked: false), new("op", ConfigKey: "a"), new("op", AccountId: 3) })
            await calls.When(op, other with { After = after }).ThenRefused(Refusals.CursorUnknown);
        await calls.When(CallSpec.TheServer, new GetUsers("op", After: after)).ThenRefused(Refusals.CursorUnknown);
    }

    [Fact]
    public async Task What_is_not_well_formed_is_refused()
    {
        var op = await OfAsync("op", 1, "Operator");
        await calls.When(op, new GetUsers(null, Limit: 0)).ThenInvalid("Limit is invalid");
        await calls.When(op, new GetUsers(null, Limit: 501)).ThenInvalid("Limit is invalid");
        await calls.When(op, new GetUsers(null, ConfigValue: "x")).ThenInvalid("ConfigKey is Required");
    }

    public void Dispose() => calls.Dispose();

    private Task<UserId> OfAsync(string name, long omsId, params string[] permissions) =>
        calls.GivenAsync(Examples.CreatedAs(name, $"{name}@example.org", omsId: omsId), [.. permissions.Select(permission => new UserPermissionGranted(permission))]);

    private async Task<IEnumerable<string>> NamesAsync(UserId caller, GetUsers call) => await NamesAsync(await calls.CallerAsync(caller), call);

    private async Task<IEnumerable<string>> NamesAsync(Caller caller, GetUsers call) => (await calls.When(caller, call)).Users.Select(user => user.UserName);
}
