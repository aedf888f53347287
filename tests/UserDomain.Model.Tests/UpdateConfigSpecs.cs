using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

public sealed class UpdateConfigSpecs
{
    private const long Plenty = 1024 * 1024;

    [Fact]
    public void What_is_cleared_goes_and_what_is_set_comes() =>
        Given(Created, new UserConfigSet("a", "1"), new UserConfigSet("b", "2")).When(Update(["a"], ("b", "3"), ("c", "4")))
            .Then(new UserConfigRemoved("a"), new UserConfigSet("b", "3"), new UserConfigSet("c", "4"));

    [Fact]
    public void Clearing_what_is_not_there_is_nothing() => Given(Created, new UserConfigSet("a", "1")).When(Update(["b", "A"], ("a", "1"))).ThenNothing();

    [Fact]
    public void A_key_cleared_twice_is_removed_once() => Given(Created, new UserConfigSet("a", "1")).When(Update(["a", "a"])).Then(new UserConfigRemoved("a"));

    [Fact]
    public void What_is_cleared_makes_room_for_what_is_set()
    {
        UserEvent[] full = [Created, .. Enumerable.Range(1, User.MaximumKeys).Select(n => new UserConfigSet($"k{n}", ""))];

        Given(full).When(Update(["k7"], ("new", "1"))).Then(new UserConfigRemoved("k7"), new UserConfigSet("new", "1"));
        Given(full).When(Update([], ("new", "1"))).ThenRefused(Refusals.TooManyKeys);
        Given(full).When(Update(["not there"], ("new", "1"))).ThenRefused(Refusals.TooManyKeys);
    }

    [Fact]
    public void Where_the_whole_is_too_long_nothing_is_cleared_either() =>
        Given(Created, new UserConfigSet("a", "1")).When(user => user.UpdateConfig(["a"], [new("b", "12345")], maximumBytes: 5)).ThenRefused(Refusals.TooMuchConfig);

    [Fact]
    public void A_user_nobody_created_has_no_configuration() => Given().When(Update(["a"])).ThenRefused(Refusals.UserUnknown);

    private static Func<User, IReadOnlyList<UserEvent>> Update(string[] cleared, params (string Key, string Value)[] pairs) =>
        user => user.UpdateConfig(cleared, pairs.Select(pair => new ConfigPair(pair.Key, pair.Value)), Plenty);
}
