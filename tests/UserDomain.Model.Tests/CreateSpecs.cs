using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

public sealed class CreateSpecs
{
    private static readonly NewUser Planned = new(
        "Zoe\u0308 Smith", "Zoe\u0308@example.org", EmailVerified: true, AccountId: 10, OmsId: 2, OperatorId: 3, AffiliateId: 4, RefererId: 5,
        Use2FA: true, SelfRegistered: false, HasPassword: false, Permissions: [], Config: [], CodeIssuedAt: null);

    private static readonly UserCreated PlannedCreated = new(
        "Zoe\u0308 Smith", "ZO\u00cb SMITH", "Zoe\u0308@example.org", "ZO\u00cb@EXAMPLE.ORG", 10, 2, 3, 4, 5, AffiliateTag: null, Use2FA: true,
        EmailVerified: true, SelfRegistered: false);

    [Fact]
    public void A_user_is_created_as_planned_under_keys_that_are_computed_here() => Given().When(Create(Planned)).Then(PlannedCreated);

    [Fact]
    public void Password_code_permissions_and_configuration_are_facts_of_their_own() =>
        Given().When(Create(Planned with
        {
            EmailVerified = false,
            SelfRegistered = true,
            HasPassword = true,
            CodeIssuedAt = Noon,
            Permissions = [Permission.Deposit, Permission.Trading],
            Config = [new("b", "1"), new("a", "2")],
        })).Then(
            PlannedCreated with { EmailVerified = false, SelfRegistered = true }, new UserPasswordChanged(), new UserEmailCodeIssued(Noon),
            new UserPermissionGranted(Permission.Deposit), new UserPermissionGranted(Permission.Trading),
            new UserConfigSet("b", "1"), new UserConfigSet("a", "2"));

    [Fact]
    public void The_tag_that_he_came_by_is_kept() =>
        Given().When(Create(Planned with { AffiliateTag = "Friends" })).Then(PlannedCreated with { AffiliateTag = "Friends" });

    [Fact]
    public void Of_a_key_given_twice_the_last_value_is_recorded() =>
        Given().When(Create(Planned with { Config = [new("a", "1"), new("a", "2")] })).Then(PlannedCreated, new UserConfigSet("a", "2"));

    [Fact]
    public void One_who_exists_stays_as_he_is() => Given(Created).When(Create(Planned)).ThenNothing();

    [Fact]
    public void Too_much_configuration_refuses_the_whole_creation() =>
        Given().When(user => user.Create(Planned with { Config = [new("a", "1234567890")] }, maximumConfigBytes: 10)).ThenRefused(Refusals.TooMuchConfig);

    [Fact]
    public void New_users_may_deposit_trade_and_withdraw() =>
        Permission.OfNewUsers.Should().BeEquivalentTo("Deposit", "Trading", "Withdraw");

    private static Func<User, IReadOnlyList<UserEvent>> Create(NewUser planned) => user => user.Create(planned, maximumConfigBytes: 100);
}
