using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Permissions;
using UserDomain.Profile;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Calls;

/// <summary>How calls name their user (wire contract, 7.0).</summary>
public sealed class AddressingSpecs
{
    [Fact]
    public async Task By_id_by_name_in_any_spelling_or_by_both_it_is_the_same_user()
    {
        using var calls = new CallSpec();
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var zoe = await calls.GivenAsync(Examples.CreatedAs("Zo\u00eb Smith", "zoe@example.org"));

        foreach (var (id, name) in new[] { (zoe.Value, null), (default(long?), "Zo\u00eb Smith"), (null, " ZOE\u0308 SMITH "), (zoe.Value, "zoe\u0308 smith") })
        {
            (await calls.When(admin, new GetUserInfo(null, id, name))).UserId.Should().Be(zoe.Value);
            (await calls.When(admin, new SetUserInfo(id, name, null, null, null, null, null))).UserId.Should().Be(zoe.Value);
        }
    }

    [Fact]
    public async Task Nobody_named_is_the_caller()
    {
        using var calls = new CallSpec();
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Trading"));

        await calls.When(ada, new SetUserConfig(null, null, new([new("a", "1")]))).ThenDone();
        await calls.When(ada, new GetUserConfig(null, null)).ThenAnswers([new("a", "1")]);
        await calls.When(ada, new GetUserPermissions(null, null)).ThenAnswers(["Trading"]);
        (await calls.When(ada, new GetUserInfo(null, null, null))).UserName.Should().Be("ada");
    }

    [Fact]
    public async Task At_the_server_somebody_must_be_named()
    {
        using var calls = new CallSpec();
        await calls.When(CallSpec.TheServer, new GetUserConfig(null, null)).ThenRefused(Refusals.NoUserNamed);
        await calls.When(CallSpec.TheServer, new Unlock(null, null)).ThenRefused(Refusals.NoUserNamed);
    }

    [Theory]
    [InlineData("bob")]
    [InlineData("nobody at all")]
    public async Task An_id_and_a_name_that_disagree_are_refused_by_reads_and_writes_and_nothing_is_stored(string name)
    {
        using var calls = new CallSpec();
        var ada = await calls.GivenAsync("ada");
        await calls.GivenAsync("bob");
        var id = ada.Value;

        await calls.When(ada, new GetUserInfo(null, id, name)).ThenRefused(Refusals.UserNameMismatch);
        await calls.When(ada, new GetUserConfig(id, name)).ThenRefused(Refusals.UserNameMismatch);
        await calls.When(ada, new GetUserPermissions(id, name)).ThenRefused(Refusals.UserNameMismatch);
        await calls.When(ada, new SetUserConfig(id, name, new([new("Suite Number", "158")]))).ThenRefused(Refusals.UserNameMismatch);
        await calls.When(ada, new SetUserInfo(id, name, null, "new@example.org", null, null, null)).ThenRefused(Refusals.UserNameMismatch);
        (await calls.VersionAsync(ada)).Should().Be(1);
    }

    [Fact]
    public async Task A_user_names_himself_by_his_own_name_without_any_permission()
    {
        using var calls = new CallSpec();
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, new SetUserConfig(null, "ADA", new([new("a", "1")]))).ThenDone();
        await calls.When(ada, new SetUserConfig(null, "bob", new([new("a", "1")]))).ThenRefused(Refusals.NotAuthorized);
    }

    [Theory]
    [InlineData("\ufffe")]
    [InlineData("ada\uffff")]
    [InlineData("")]
    [InlineData("   ")]
    public async Task A_name_that_nobody_can_have_is_nobodys(string name)
    {
        using var calls = new CallSpec();
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));

        await calls.When(admin, new GetUserInfo(null, null, name)).ThenRefused(Refusals.UserUnknown);
        await calls.When(admin, new SetUserConfig(null, name, null)).ThenRefused(Refusals.UserUnknown);
        (await calls.When(admin, new AuthenticateUser(name + "x", new("Password-1")))).Should().BeOfType<NotSignedInAnswer>();
    }
}
