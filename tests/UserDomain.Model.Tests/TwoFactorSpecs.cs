using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

public sealed class TwoFactorSpecs
{
    [Fact]
    public void A_secret_is_issued_each_time_until_one_is_confirmed()
    {
        Given(Created).When(user => user.IssueTwoFactorSecret()).ThenEachTime(new UserTwoFactorSecretIssued());
        Given(Created, new UserTwoFactorEnabled()).When(user => user.IssueTwoFactorSecret()).ThenEachTime(new UserTwoFactorSecretIssued());
        Given(Created, new UserTwoFactorConfirmed(), new UserTwoFactorEnabled()).When(user => user.IssueTwoFactorSecret())
            .ThenRefused(Refusals.SecondFactorOn);
    }

    [Fact]
    public void Who_confirms_a_secret_has_the_second_factor_on() =>
        Given(Created, new UserTwoFactorSecretIssued()).When(user => user.ConfirmTwoFactor())
            .Then(new UserTwoFactorConfirmed(), new UserTwoFactorEnabled());

    [Fact]
    public void Where_it_was_turned_on_before_it_is_only_confirmed() =>
        Given(Created with { Use2FA = true }, new UserTwoFactorSecretIssued()).When(user => user.ConfirmTwoFactor()).Then(new UserTwoFactorConfirmed());

    [Fact]
    public void What_is_on_can_be_disabled_confirmed_or_not()
    {
        Given(Created, new UserTwoFactorConfirmed(), new UserTwoFactorEnabled()).When(user => user.DisableTwoFactor()).Then(new UserTwoFactorDisabled());
        Given(Created with { Use2FA = true }).When(user => user.DisableTwoFactor()).Then(new UserTwoFactorDisabled());
        Given(Created, new UserTwoFactorSecretIssued()).When(user => user.DisableTwoFactor()).ThenNothing();
    }

    [Fact]
    public void Once_it_was_disabled_another_secret_can_be_issued() =>
        Given(Created, new UserTwoFactorConfirmed(), new UserTwoFactorEnabled(), new UserTwoFactorDisabled())
            .When(user => user.IssueTwoFactorSecret()).ThenEachTime(new UserTwoFactorSecretIssued());

    [Fact]
    public void Nobody_who_does_not_exist_has_a_second_factor()
    {
        Given().When(user => user.IssueTwoFactorSecret()).ThenRefused(Refusals.UserUnknown);
        Given().When(user => user.ConfirmTwoFactor()).ThenRefused(Refusals.UserUnknown);
        Given().When(user => user.DisableTwoFactor()).ThenRefused(Refusals.UserUnknown);
    }
}
