using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

/// <summary>Accounts beside the default one, which is 10 here.</summary>
public sealed class AccountSpecs
{
    [Fact]
    public void A_user_is_linked_to_one_more() => Given(Created).When(user => user.AddAccount(12)).Then(new UserAccountAdded(12));

    [Fact]
    public void He_is_linked_to_his_default_one_already() => Given(Created).When(user => user.AddAccount(10)).ThenNothing();

    [Fact]
    public void One_that_he_is_linked_to_is_taken_from_him() =>
        Given(Created, new UserAccountAdded(12)).When(user => user.RemoveAccount(12)).Then(new UserAccountRemoved(12));

    [Fact]
    public void One_that_he_is_not_linked_to_is_not_taken() => Given(Created).When(user => user.RemoveAccount(12)).ThenNothing();

    [Fact]
    public void The_default_one_stays_whichever_it_is_now()
    {
        var moved = Given(Created, new UserAccountAdded(12), new UserDefaultAccountChanged(12));
        moved.When(user => user.RemoveAccount(12)).ThenRefused(Refusals.DefaultAccount);
        moved.When(user => user.RemoveAccount(10)).Then(new UserAccountRemoved(10));
    }

    [Fact]
    public void Nobody_links_a_user_who_does_not_exist()
    {
        Given().When(user => user.AddAccount(12)).ThenRefused(Refusals.UserUnknown);
        Given().When(user => user.RemoveAccount(12)).ThenRefused(Refusals.UserUnknown);
    }
}
