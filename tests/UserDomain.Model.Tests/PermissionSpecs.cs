using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

public sealed class PermissionSpecs
{
    [Fact]
    public void A_permission_is_given_by_who_may_give_it() =>
        Given(Created).When(user => user.GrantPermission("Operator", mayGive: true)).Then(new UserPermissionGranted("Operator"));

    [Fact]
    public void Nobody_else_gives_it() =>
        Given(Created).When(user => user.GrantPermission("Operator", mayGive: false)).ThenRefused(Refusals.NotAuthorized);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_is_held_in_any_spelling_is_held(bool mayGive) =>
        Given(Created, new UserPermissionGranted("OPERATOR")).When(user => user.GrantPermission("Operator", mayGive)).ThenNothing();

    [Fact]
    public void A_permission_that_is_held_in_any_spelling_is_taken() =>
        Given(Created, new UserPermissionGranted("OPERATOR")).When(user => user.RevokePermission("Operator")).Then(new UserPermissionRevoked("Operator"));

    [Fact]
    public void One_that_is_not_held_is_not_taken() =>
        Given(Created, new UserPermissionGranted("Operator"), new UserPermissionRevoked("operator"))
            .When(user => user.RevokePermission("Operator")).ThenNothing();

    [Fact]
    public void Nobody_gives_or_takes_of_a_user_who_does_not_exist()
    {
        Given().When(user => user.GrantPermission("Operator", mayGive: true)).ThenRefused(Refusals.UserUnknown);
        Given().When(user => user.RevokePermission("Operator")).ThenRefused(Refusals.UserUnknown);
    }

    [Fact]
    public void Those_that_are_published_and_those_of_later_calls_can_be_given_each_once_sorted_ignoring_case()
    {
        PermissionNames.All.Should().HaveCount(338 + 17).And.OnlyHaveUniqueItems(name => name.ToUpperInvariant())
            .And.Equal(PermissionNames.All.Order(StringComparer.OrdinalIgnoreCase));
        PermissionNames.All.Should().Contain("Public").And.NotContain("public").And.NotContain("Withdrawal");
    }

    [Theory]
    [InlineData("operator", "Operator")]
    [InlineData("superuser", "SUPERUSER")]
    [InlineData("public", "Public")]
    [InlineData("unlockuser", "UnLockUser")]
    [InlineData("WITHDRAWAL", "Withdraw")]
    [InlineData("Withdraw", "Withdraw")]
    [InlineData("Operators", null)]
    [InlineData(" Operator", null)]
    [InlineData("", null)]
    public void A_name_in_any_case_has_one_spelling(string name, string? spelling) => PermissionNames.Find(name).Should().Be(spelling);

    [Fact]
    public void Every_permission_that_a_rule_speaks_of_can_be_given_in_its_spelling() =>
        typeof(Permission).GetFields().Select(field => (string)field.GetValue(null)!).Should().NotBeEmpty()
            .And.OnlyContain(name => PermissionNames.Find(name) == name);
}
