using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

public sealed class RestKeySpecs
{
    [Fact]
    public void A_key_is_made_each_time_it_is_asked_for() =>
        Given(Created).When(user => user.GenerateRestKey(isHimself: true, secondFactorGiven: false)).ThenEachTime(new UserRestKeyGenerated());

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    public void A_user_with_a_second_factor_gives_it_before_he_makes_a_key_of_his_own(bool isHimself, bool given, bool isMade)
    {
        var decision = Given(Created, new UserTwoFactorEnabled()).When(user => user.GenerateRestKey(isHimself, given));
        if (isMade)
            decision.ThenEachTime(new UserRestKeyGenerated());
        else
            decision.ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public void A_key_is_revoked_once() =>
        Given(Created, new UserRestKeyGenerated()).When(user => user.RevokeRestKey()).Then(new UserRestKeyRevoked());

    [Fact]
    public void Where_there_is_no_key_there_is_none_to_revoke()
    {
        Given(Created).When(user => user.RevokeRestKey()).ThenNothing();
        Given(Created, new UserRestKeyGenerated(), new UserRestKeyRevoked()).When(user => user.RevokeRestKey()).ThenNothing();
        Given(Created, new UserRestKeyGenerated(), new UserRestKeyRevoked(), new UserRestKeyGenerated()).When(user => user.RevokeRestKey()).Then(new UserRestKeyRevoked());
    }

    [Fact]
    public void A_user_nobody_created_has_no_key()
    {
        Given().When(user => user.GenerateRestKey(true, true)).ThenRefused(Refusals.UserUnknown);
        Given().When(user => user.RevokeRestKey()).ThenRefused(Refusals.UserUnknown);
    }
}
