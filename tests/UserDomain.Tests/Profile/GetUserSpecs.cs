using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.Specs;

namespace UserDomain.Tests.Profile;

/// <summary>A user as the REST endpoint shows him: what becomes of permissions, locks and configuration there.</summary>
public sealed class GetUserSpecs : IDisposable
{
    private readonly CallSpec calls = new(new VenueSettings { RedactedKeys = new HashSet<string> { "LastName" } });

    [Theory]
    [InlineData("General")]
    [InlineData("General", "Deposit", "Withdraw", "AccountOperator", "UserOperator", "AdminUI")]
    [InlineData("TPUser", "AccountReadOnly")]
    [InlineData("MailboxUser", "AccountReadOnly", "Trading")]
    [InlineData("MailboxAdmin", "Trading", "AccountOperator")]
    [InlineData("NetworkAdmin", "Trading", "AccountOperator", "Operator")]
    [InlineData("Root", "Operator", "SUPERUSER")]
    public async Task The_level_is_the_highest_that_his_permissions_come_to(string level, params string[] permissions)
    {
        var ada = await calls.GivenAsync("ada", [.. permissions.Select(permission => new UserPermissionGranted(permission))]);

        (await calls.When(CallSpec.TheServer, new GetUser(ada.Value))).AuthLevel.Should().Be(level);
    }

    [Fact]
    public async Task The_status_says_whether_he_may_sign_in()
    {
        var ada = await calls.GivenAsync("ada");

        await StatusIsAsync("Active");
        await calls.HappenedAsync(ada, new UserEmailUnverified());
        await StatusIsAsync("Development");
        await calls.HappenedAsync(ada, new UserLocked(Examples.Noon));
        await StatusIsAsync("Suspended");
        await calls.HappenedAsync(ada, new UserUnlocked(), new UserEmailVerified());
        await StatusIsAsync("Active");

        async Task StatusIsAsync(string status) => (await calls.When(CallSpec.TheServer, new GetUser(ada.Value))).Status.Should().Be(status);
    }

    [Fact]
    public async Task His_names_come_from_his_configuration_and_are_hidden_where_that_is()
    {
        var ada = await calls.GivenAsync("ada", new UserConfigSet("FirstName", "Ada"), new UserConfigSet("LastName", "Lovelace"), new UserConfigSet("firstName", "no"));
        var bob = await calls.GivenAsync("bob", new UserPermissionGranted("Trading"));

        (await calls.When(ada, new GetUser(null))).Should().BeEquivalentTo(new { FirstName = "Ada", LastName = "Lovelace" });
        (await calls.When(bob, new GetUser(ada.Value))).Should().BeEquivalentTo(new { FirstName = "Ada", LastName = "*****" });
        (await calls.When(bob, new GetUser(null))).Should().BeEquivalentTo(new { FirstName = "", LastName = "" });
    }

    public void Dispose() => calls.Dispose();
}
