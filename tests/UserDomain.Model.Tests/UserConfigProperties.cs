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

    /// <summary>Whatever part of it was read, what is changed with what is needed of the rest comes to the same.</summary>
    [Theory]
    [InlineData(1, 300, 40, 1_000)]
    [InlineData(2, 4_000, 30, 0)]
    [InlineData(3, 400, 600, 20_000)]
    [InlineData(4, 6, 6_000, 5_000)]
    public void Left_in_a_snapshot_but_for_what_is_needed_it_comes_to_the_same(int seed, int keys, int longestValue, int read)
    {
        var random = new Random(seed);
        string[] names = [.. Enumerable.Range(0, keys).Select(i => NameOf(random, i)).Distinct(StringComparer.Ordinal)];
        foreach (var name in names)
            Evolve(new UserConfigSet(name, new('v', random.Next(longestValue))));
        var written = new WrittenConfig(user.Config);
        user = UserOf(written.Read(read));
        user.Config.IsWhole.Should().BeFalse();

        for (var i = 0; i < 300; i++)
        {
            var name = random.Next(3) == 0 ? NameOf(random, i) : names[random.Next(names.Length)];
            if (user.Config.Left([name]).Count > 0)
                user.Config.Invoking(config => config.Contains(name)).Should().Throw<ConfigLeftException>().Which.Key.Should().Be(name);
            Change(random, name, longestValue);
            user.Config.Count.Should().BeGreaterThanOrEqualTo(expected.Count);
            user.Config.Bytes.Should().BeGreaterThanOrEqualTo(BytesOf(expected));
            if (random.Next(3) > 0)
                continue; // others are changed before its page is here

            user = UserOf(written.Filled(user.Config, [name]));
            user = UserOf(written.Filled(user.Config, [name])); // where it was alone on its page, it belongs to the one before now
            user.Config.Find(name).Should().Be(expected.GetValueOrDefault(name));
            (user.Config.IsWhole && i == 0).Should().BeFalse("what was not needed was not read");
            (user.Config.HeldBytes < user.Config.Bytes + (2 * user.Config.Count)).Should().Be(!user.Config.IsWhole);
        }

        user = UserOf(written.Filled(user.Config, keys: null));
        MustBeAsExpected(names);
    }

    /// <summary>What is yet to be done to a page counts for the most that it can come to: where that decides, all is asked for.</summary>
    [Theory]
    [InlineData(20, 0, false)]
    [InlineData(0, 20, true)]
    public void Whether_there_is_room_for_a_key_is_decided_on_what_there_is(int setAgain, int added, bool isFull)
    {
        user = Fill(Enumerable.Range(0, User.MaximumKeys - 20));
        var written = new WrittenConfig(user.Config);
        user = UserOf(written.Filled(written.Read(0), ["key 7", "key 8"]));
        foreach (var set in Enumerable.Range(1000, setAgain).Select(i => new UserConfigSet($"key {i}", "other")).Concat(Enumerable.Range(0, added).Select(i => new UserConfigSet($"new {i}", ""))))
            user = User.Evolve(user, set);

        user.SetConfig([new("key 7", "no more keys by this")], long.MaxValue).Should().ContainSingle();
        user.Invoking(one => one.SetConfig([new("key 8", "x"), new("key 7b", "one more")], long.MaxValue)).Should().Throw<ConfigLeftException>();
        user.Invoking(one => one.SetConfig([new("key 7", new('x', 100))], user.Config.Bytes)).Should().Throw<ConfigLeftException>();

        user = UserOf(written.Filled(user.Config, keys: null));
        user.Config.Count.Should().Be(User.MaximumKeys - 20 + added);
        var setting = user.Invoking(one => one.SetConfig([new("key 8", "x"), new("key 7b", "one more")], long.MaxValue));
        if (isFull)
            setting.Should().Throw<RefusedException>();
        else
            setting.Should().NotThrow();
    }

    [Fact]
    public void What_was_left_is_asked_for_in_as_few_pieces_as_there_are()
    {
        var left = new WrittenConfig(Filled(Enumerable.Range(0, 4096))).Read(0);

        left.Left(keys: null).Should().ContainSingle();
        left.Left(["key 1", "key 1", "key 10", "key 999"]).Should().HaveCount(2);
        left.Left([]).Should().BeEmpty();
        left.Invoking(config => config.Pairs.Count()).Should().Throw<ConfigLeftException>();
    }

    [Fact]
    public void A_page_that_is_not_what_was_left_is_not_taken()
    {
        var written = new WrittenConfig(Filled(Enumerable.Range(0, 400)));
        var left = written.Read(0);
        foreach (var piece in left.Left(["key 7"]))
            written.Pages[piece.Length / 2] ^= 1;

        written.Invoking(one => one.Filled(left, keys: null)).Should().Throw<ArgumentException>();
        written.Invoking(one => one.Read(int.MaxValue)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task One_key_of_4096_costs_a_page_and_not_all_of_it()
    {
        var wide = Fill(Enumerable.Range(0, 4096));
        var turn = 0;

        var garbage = await Garbage.OfAsync(() =>
        {
            wide = User.Evolve(wide, new UserConfigSet("key 2000", $"changed {turn++}"));
            return Task.CompletedTask;
        });

        garbage.Should().BeLessThan(6_000);
        wide.Config.Count.Should().Be(4096);
    }

    private static User UserOf(UserConfig config) => User.Of(User.Evolve(User.None, Examples.Created).ToSnapshot(), config);

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
        var written = new WrittenConfig(user.Config);
        foreach (var config in (UserConfig[])[user.Config, written.Read(int.MaxValue), written.Filled(written.Read(0), keys: null)])
        {
            config.Pairs.Should().Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ConfigPair(pair.Key, pair.Value)));
            config.Count.Should().Be(expected.Count);
            config.Bytes.Should().Be(BytesOf(expected));
            names.Where(name => config.Find(name) != expected.GetValueOrDefault(name) || config.Contains(name) != expected.ContainsKey(name)).Should().BeEmpty();
            expected.Where(pair => !config.Contains(new ConfigPair(pair.Key, pair.Value)) || config.Contains(new ConfigPair(pair.Key, pair.Value + "x")))
                .Should().BeEmpty();
        }
    }

    private static long BytesOf(Dictionary<string, string> pairs) => pairs.Sum(pair => (long)Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value));

    private static string NameOf(Random random, int i) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pieces[random.Next(Pieces.Length)])) + (random.Next(3) == 0 ? "" : $"{i}");
}
