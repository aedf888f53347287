using System.Text;
using UserDomain.Specs;

namespace UserDomain.Model.Tests;

/// <summary>A configuration is what a dictionary would be, whatever is done to it: only its size in memory and its cost are others.</summary>
public sealed class UserConfigProperties
{
    private static readonly string[] Pieces = ["a", "b", "Z", "0", "ä", "ß", "İ", "\ue000", "\uffff", "😀", "\U0010ffff", "/", "key ", "\u0001", "e\u0301"];

    private readonly Dictionary<string, string> expected = new(StringComparer.Ordinal);
    private User user = User.Evolve(User.None, Examples.Created);

    [Theory]
    [InlineData(1, 30, 40)]
    [InlineData(2, 30, 40)]
    [InlineData(3, 4_000, 30)]
    [InlineData(4, 4_000, 30)]
    [InlineData(5, 400, 6_000)]
    [InlineData(6, 6, 60_000)]
    public void It_holds_what_a_dictionary_holds(int seed, int keys, int longestValue)
    {
        var random = new Random(seed);
        string[] names = [.. Enumerable.Range(0, keys).Select(i => NameOf(random, i)).Distinct(StringComparer.Ordinal)];
        for (var i = 0; i < 3_000; i++)
        {
            Change(random, names[random.Next(names.Length)], longestValue);
            if (i % 500 == 0)
                MustBeAsExpected(names);
        }

        MustBeAsExpected(names);
        foreach (var name in names)
            Evolve(new UserConfigRemoved(name));
        MustBeAsExpected(names);
        user.Config.Pages.Should().Be(0);
    }

    [Fact]
    public void Keys_come_in_the_order_of_their_characters_as_strings_and_not_as_bytes()
    {
        foreach (var key in (string[])["\uffff", "😀", "b", "\ue000", "a", "\U0010ffff"])
            Evolve(new UserConfigSet(key, ""));

        user.Config.Pairs.Select(pair => pair.Key).Should().Equal("a", "b", "😀", "\U0010ffff", "\ue000", "\uffff");
    }

    [Fact]
    public void Two_that_hold_the_same_are_equal_however_they_came_to_it()
    {
        var (one, other) = (Filled(Enumerable.Range(0, 400)), Filled(Enumerable.Range(0, 400).Reverse().Concat([7, 7])));

        one.Should().Be(other).And.NotBe(Filled(Enumerable.Range(1, 400)));
        one.GetHashCode().Should().Be(other.GetHashCode());
        one.Equals(User.Evolve(Fill(Enumerable.Range(0, 400)), new UserConfigSet("key 7", "otherwise")).Config).Should().BeFalse();
    }

    [Fact]
    public void One_key_of_4096_costs_a_page_and_not_all_of_it()
    {
        var wide = Fill(Enumerable.Range(0, 4096));
        wide = User.Evolve(wide, new UserConfigSet("key 1", "warmed up"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        wide = User.Evolve(wide, new UserConfigSet("key 2000", "changed"));

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(6_000);
        wide.Config.Count.Should().Be(4096);
    }

    private static UserConfig Filled(IEnumerable<int> keys) => Fill(keys).Config;

    private static User Fill(IEnumerable<int> keys) =>
        keys.Aggregate(User.Evolve(User.None, Examples.Created), (user, key) => User.Evolve(user, new UserConfigSet($"key {key}", $"value {key}")));

    private void Change(Random random, string name, int longestValue) =>
        Evolve(random.Next(4) == 0 ? new UserConfigRemoved(name) : new UserConfigSet(name, new(random.Next(3) == 0 ? 'ä' : 'v', random.Next(longestValue))));

    private void Evolve(UserEvent happened)
    {
        user = User.Evolve(user, happened);
        if (happened is UserConfigSet set)
            expected[set.Key] = set.Value;
        else if (happened is UserConfigRemoved removed)
            expected.Remove(removed.Key);
    }

    private void MustBeAsExpected(IEnumerable<string> names)
    {
        var written = new byte[user.Config.WrittenLength];
        user.Config.Write(written);
        foreach (var config in (UserConfig[])[user.Config, UserConfig.Read(written)])
        {
            config.Pairs.Should().Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ConfigPair(pair.Key, pair.Value)));
            config.Count.Should().Be(expected.Count);
            config.Bytes.Should().Be(expected.Sum(pair => (long)Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)));
            names.Where(name => config.Find(name) != expected.GetValueOrDefault(name) || config.Contains(name) != expected.ContainsKey(name)).Should().BeEmpty();
            expected.Where(pair => !config.Contains(new ConfigPair(pair.Key, pair.Value)) || config.Contains(new ConfigPair(pair.Key, pair.Value + "x")))
                .Should().BeEmpty();
        }
    }

    private static string NameOf(Random random, int i) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pieces[random.Next(Pieces.Length)])) + (random.Next(3) == 0 ? "" : $"{i}");
}
