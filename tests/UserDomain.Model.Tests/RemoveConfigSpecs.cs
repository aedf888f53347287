using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

public sealed class RemoveConfigSpecs
{
    [Fact]
    public void A_key_is_removed_once() =>
        Given(Created, new UserConfigSet("theme", "dark"), new UserConfigSet("other", "1"))
            .When(user => user.RemoveConfig("theme"))
            .ThenOnce(again: Refusals.KeyUnknown, new UserConfigRemoved("theme"));

    [Fact]
    public void A_key_with_an_empty_value_is_there_to_be_removed() =>
        Given(Created, new UserConfigSet("theme", ""))
            .When(user => user.RemoveConfig("theme"))
            .ThenOnce(again: Refusals.KeyUnknown, new UserConfigRemoved("theme"));

    [Theory]
    [InlineData("Theme")]
    [InlineData("theme ")]
    [InlineData("")]
    public void A_key_that_is_not_there_is_refused(string key) =>
        Given(Created, new UserConfigSet("theme", "dark")).When(user => user.RemoveConfig(key)).ThenRefused(Refusals.KeyUnknown);

    [Fact]
    public void What_was_removed_can_be_set_again() =>
        Given(Created, new UserConfigSet("theme", "dark"), new UserConfigRemoved("theme"))
            .When(user => user.SetConfig([new("theme", "dark")], 100))
            .Then(new UserConfigSet("theme", "dark"));

    [Fact]
    public void Removing_what_is_not_there_has_happened_without_harm() =>
        Given(Created, new UserConfigRemoved("never there")).Config.Bytes.Should().Be(0);

    [Fact]
    public void A_user_nobody_created_has_no_configuration() =>
        Given().When(user => user.RemoveConfig("theme")).ThenRefused(Refusals.UserUnknown);
}
