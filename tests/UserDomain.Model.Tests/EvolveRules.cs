using System.Diagnostics;
using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

public sealed class EvolveRules
{
    public static TheoryData<Type> Events => [.. typeof(UserEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(UserEvent)) && !type.IsAbstract)];

    [Theory, MemberData(nameof(Events))]
    public void The_aggregate_evolves_on_every_event(Type happened) =>
        FluentActions.Invoking(() => User.Evolve(Given(Created), ExampleOf(happened))).Should().NotThrow<UnreachableException>();

    [Theory, MemberData(nameof(Events))]
    public void There_is_one_example_of_every_event(Type happened) => OfEveryEvent.Should().ContainSingle(example => example.GetType() == happened);

    /// <summary>What was recorded has happened, whatever a rule thinks of it now: also out of order, or for a user who was never created.</summary>
    [Theory, MemberData(nameof(Events))]
    public void No_event_is_refused_whatever_came_before_it(Type happened)
    {
        FluentActions.Invoking(() => Given(ExampleOf(happened), ExampleOf(happened))).Should().NotThrow();
        FluentActions.Invoking(() => Given([.. OfEveryEvent.Reverse(), ExampleOf(happened)])).Should().NotThrow();
    }

    [Fact]
    public void A_user_is_what_happened_to_him()
    {
        var user = Given(
            CreatedAs("Ada", "ada@example.org", accountId: 10, omsId: 2) with { EmailVerified = false }, new UserEmailVerified(),
            new UserEmailChanged("new@example.org", "NEW@EXAMPLE.ORG", BySomebodyElse: false), new UserAccountAdded(12),
            new UserDefaultAccountChanged(12), new UserTwoFactorEnabled(), new UserPermissionGranted("Trading"),
            new UserPermissionGranted("TRADING"), new UserSignInFailed(Noon), new UserSignInFailed(Noon), new UserLocked(Noon));

        user.Should().BeEquivalentTo(new
        {
            Exists = true,
            UserNameKey = "ADA",
            Email = "new@example.org",
            EmailVerified = true,
            AccountId = 12L,
            OmsId = 2L,
            Use2FA = true,
            IsLocked = true,
            FailedAttempts = 2,
        });
        user.Accounts.Should().Equal(10, 12);
        user.Permissions.Should().Equal("Trading");
    }

    [Fact]
    public void What_is_turned_off_again_is_off() =>
        Given(
            Created, new UserEmailUnverified(), new UserTwoFactorEnabled(), new UserTwoFactorDisabled(), new UserSignInFailed(Noon),
            new UserLocked(Noon), new UserUnlocked())
        .Should().BeEquivalentTo(new { EmailVerified = false, Use2FA = false, IsLocked = false, FailedAttempts = 0 });

    [Fact]
    public void To_sign_in_changes_nothing_that_is_decided_on() => Given(Created, new UserSignedIn(Noon)).Should().BeEquivalentTo(Given(Created));

    private static UserEvent ExampleOf(Type happened) => OfEveryEvent.Single(example => example.GetType() == happened);
}
