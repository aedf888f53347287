using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

public sealed class SetConfigSpecs
{
    private const long Plenty = 1024 * 1024;

    [Fact]
    public void A_new_value_is_recorded() =>
        Given(Created).When(Set(("theme", "dark"))).Then(new UserConfigSet("theme", "dark"));

    [Fact]
    public void Several_values_are_recorded_in_the_order_given() =>
        Given(Created).When(Set(("b", "1"), ("a", "2"))).Then(new UserConfigSet("b", "1"), new UserConfigSet("a", "2"));

    [Fact]
    public void Another_value_replaces_the_first() =>
        Given(Created, new UserConfigSet("theme", "dark")).When(Set(("theme", "light"))).Then(new UserConfigSet("theme", "light"));

    [Fact]
    public void The_value_it_already_has_is_nothing_new() =>
        Given(Created, new UserConfigSet("theme", "dark")).When(Set(("theme", "dark"))).ThenNothing();

    [Fact]
    public void Only_what_differs_is_recorded() =>
        Given(Created, new UserConfigSet("a", "1")).When(Set(("a", "1"), ("b", "2"))).Then(new UserConfigSet("b", "2"));

    [Fact]
    public void No_pairs_are_nothing() => Given(Created).When(Set()).ThenNothing();

    [Fact]
    public void A_key_named_twice_takes_its_last_value_once() =>
        Given(Created).When(Set(("a", "1"), ("b", "2"), ("a", "3"))).Then(new UserConfigSet("b", "2"), new UserConfigSet("a", "3"));

    [Fact]
    public void A_key_named_twice_that_ends_as_it_is_is_nothing_new() =>
        Given(Created, new UserConfigSet("a", "1")).When(Set(("a", "2"), ("a", "1"))).ThenNothing();

    [Theory]
    [InlineData("Key")]
    [InlineData(" key")]
    [InlineData("key ")]
    [InlineData("k\u00ebY")]
    public void Keys_are_told_apart_as_they_were_sent(string key) =>
        Given(Created, new UserConfigSet("key", "1"), new UserConfigSet("ke\u0308Y", "1")).When(Set((key, "1"))).Then(new UserConfigSet(key, "1"));

    [Fact]
    public void An_empty_value_is_a_value() =>
        Given(Created, new UserConfigSet("a", "1")).When(Set(("a", ""))).Then(new UserConfigSet("a", ""));

    [Fact]
    public void A_locked_and_unverified_user_can_still_be_configured() =>
        Given(Created, new UserLocked(Noon), new UserEmailUnverified()).When(Set(("a", "1"))).Then(new UserConfigSet("a", "1"));

    [Fact]
    public void A_user_nobody_created_has_no_configuration() => Given().When(Set(("a", "1"))).ThenRefused(Refusals.UserUnknown);

    [Fact]
    public void A_user_may_have_4096_keys() =>
        Given([Created, .. Keys(4095)]).When(Set(("new", "1"))).Then(new UserConfigSet("new", "1"));

    [Fact]
    public void A_user_may_not_have_one_key_more() =>
        Given([Created, .. Keys(4096)]).When(Set(("new", "1"))).ThenRefused(Refusals.TooManyKeys);

    [Fact]
    public void All_of_a_call_is_refused_that_goes_over_the_number_of_keys() =>
        Given([Created, .. Keys(4095)]).When(Set(("key 1", "other"), ("new", "1"), ("newer", "1"))).ThenRefused(Refusals.TooManyKeys);

    [Fact]
    public void At_the_limit_of_keys_a_value_can_still_be_replaced() =>
        Given([Created, .. Keys(4096)]).When(Set(("key 7", "other"))).Then(new UserConfigSet("key 7", "other"));

    [Fact]
    public void Who_has_too_many_keys_already_may_replace_and_remove_but_not_add()
    {
        var user = Given([Created, .. Keys(4100)]);
        user.When(Set(("key 7", "other"))).Then(new UserConfigSet("key 7", "other"));
        user.When(u => u.RemoveConfig("key 7")).ThenOnce(again: Refusals.KeyUnknown, new UserConfigRemoved("key 7"));
        user.When(Set(("new", "1"))).ThenRefused(Refusals.TooManyKeys);
    }

    [Theory]
    [InlineData("12345678", 10)]
    [InlineData("éé", 6)]
    [InlineData("€€", 8)]
    [InlineData("😀", 6)]
    public void Keys_and_values_count_in_bytes_of_utf8(string value, long bytes)
    {
        Given(Created).When(Set(bytes, ("é", value))).Then(new UserConfigSet("é", value));
        Given(Created).When(Set(bytes - 1, ("é", value))).ThenRefused(Refusals.TooMuchConfig);
    }

    [Fact]
    public void All_that_the_user_has_counts_together_up_to_the_last_byte()
    {
        var user = Given(Created, new UserConfigSet("a", "12345"));
        user.When(Set(10, ("b", "123"))).Then(new UserConfigSet("b", "123"));
        user.When(Set(10, ("b", "1234"))).ThenRefused(Refusals.TooMuchConfig);
    }

    [Fact]
    public void What_is_replaced_or_removed_does_not_count()
    {
        Given(Created, new UserConfigSet("a", "12345678")).When(Set(9, ("a", "87654321"))).Then(new UserConfigSet("a", "87654321"));
        Given(Created, new UserConfigSet("a", "12345678"), new UserConfigRemoved("a")).When(Set(9, ("b", "12345678"))).Then(new UserConfigSet("b", "12345678"));
    }

    [Fact]
    public void A_key_named_twice_counts_once() => Given(Created).When(Set(2, ("a", "123456789"), ("a", "1"))).Then(new UserConfigSet("a", "1"));

    [Fact]
    public void Room_that_one_pair_makes_another_may_take() =>
        Given(Created, new UserConfigSet("a", "12345678")).When(Set(9, ("b", "1234"), ("a", "123")))
            .Then(new UserConfigSet("b", "1234"), new UserConfigSet("a", "123"));

    [Fact]
    public void Who_has_too_much_already_may_shrink_but_not_grow()
    {
        var user = Given(Created, new UserConfigSet("a", "1234567890"));
        user.When(Set(5, ("a", "123456789"))).Then(new UserConfigSet("a", "123456789"));
        user.When(Set(5, ("a", "0987654321"))).Then(new UserConfigSet("a", "0987654321"));
        user.When(Set(5, ("a", "12345678901"))).ThenRefused(Refusals.TooMuchConfig);
    }

    /// <summary>The size is kept along with the values; over many changes it must stay what adding them up gives.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_size_kept_is_the_size_there_is(int seed)
    {
        var random = new Random(seed);
        var user = Given(Created);
        var expected = new Dictionary<string, string>();
        for (var i = 0; i < 500; i++)
        {
            var key = $"ключ {random.Next(12)}";
            var value = new string("aé€"[random.Next(3)], random.Next(20));
            UserEvent happened = random.Next(4) == 0 ? new UserConfigRemoved(key) : new UserConfigSet(key, value);
            user = User.Evolve(user, happened);
            if (happened is UserConfigSet)
                expected[key] = value;
            else
                expected.Remove(key);

            user.Config.Count.Should().Be(expected.Count);
            user.Config.Bytes.Should().Be(expected.Sum(pair => System.Text.Encoding.UTF8.GetByteCount(pair.Key + pair.Value)));
        }
    }

    private static Func<User, IReadOnlyList<UserEvent>> Set(params (string Key, string Value)[] pairs) => Set(Plenty, pairs);

    private static Func<User, IReadOnlyList<UserEvent>> Set(long maximumBytes, params (string Key, string Value)[] pairs) =>
        user => user.SetConfig(pairs.Select(pair => new ConfigPair(pair.Key, pair.Value)), maximumBytes);

    private static IEnumerable<UserEvent> Keys(int count) => Enumerable.Range(0, count).Select(i => new UserConfigSet($"key {i}", ""));
}
