using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using UserDomain.Config;
using UserDomain.Host.Wire;
using UserDomain.Model;

namespace UserDomain.Host.Tests.Wire;

/// <summary>A user's keys and values that go from the store to the wire as they are: to the byte what is written of them otherwise, in the same order.</summary>
public sealed class StoredPairsTests
{
    private static readonly Answers Wire = new(new());

    [Property(MaxTest = 300, Arbitrary = [typeof(Texts)])]
    public void They_are_written_as_pairs_that_were_read_are(ConfigPair[] config)
    {
        var stored = new StoredPairs(JsonSerializer.SerializeToUtf8Bytes(config.SelectMany(pair => new[] { pair.Key, pair.Value }), StoredEvents.Json));
        ConfigPair[] plain = [.. config.OrderBy(pair => pair.Key, StringComparer.Ordinal)];

        stored.Should().Equal(plain);
        Encoding.UTF8.GetString(Wire.Write(stored)).Should().Be(Encoding.UTF8.GetString(Wire.Write(plain)));
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(Texts)])]
    public void Those_of_a_user_who_is_kept_in_memory_are_written_alike(ConfigPair[] config)
    {
        var kept = StoredPairs.Of(config.Aggregate(User.None, (user, pair) => User.Evolve(user, new UserConfigSet(pair.Key, pair.Value))).Config);
        ConfigPair[] plain = [.. config.OrderBy(pair => pair.Key, StringComparer.Ordinal)];

        kept.Should().Equal(plain);
        Encoding.UTF8.GetString(Wire.Write(kept)).Should().Be(Encoding.UTF8.GetString(Wire.Write(plain)));
    }

    /// <summary>As PostgreSQL spells what JSON must escape; it leaves all else as it is.</summary>
    [Theory]
    [InlineData("""["\b\f\n\r\t\"\\/\u0001\u001f","\u001b"]""", "\b\f\n\r\t\"\\/\u0001\u001f", "\u001b")]
    [InlineData("""[ "k" , "\\u0041" ]""", "k", "\\u0041")]
    public void Escapes_are_read_as_what_they_spell(string json, string key, string value)
    {
        var stored = new StoredPairs(Encoding.UTF8.GetBytes(json));

        stored.Should().Equal(new ConfigPair(key, value));
        Wire.Write(stored).Should().Equal(Wire.Write(new ConfigPair[] { new(key, value) }));
    }

    [Theory]
    [InlineData("""{"a":"b"}""")]
    [InlineData("""["a"]""")]
    [InlineData("""["a",null]""")]
    [InlineData("""["a",1]""")]
    [InlineData("""["a",["b"]]""")]
    [InlineData("""["a","b" """)]
    [InlineData("")]
    public void What_is_no_list_of_pairs_is_not_read(string json) =>
        FluentActions.Invoking(() => new StoredPairs(Encoding.UTF8.GetBytes(json))).Should().Throw<JsonException>();

    private static class Texts
    {
        private static readonly Gen<string> Runes = Gen.Elements(0x20, 0x7e, 0x7f, 0x80, 0x2028, 0xd7ff, 0xe000, 0xfdd0, 0xfeff, 0xffff, 0x10000, 0x1f600, 0x10ffff, '"', '\\', '\n', 1, '<', 'a', 'b')
            .Select(rune => new Rune(rune).ToString());

        private static readonly Gen<string> Any = Gen.OneOf(Runes, Gen.Choose(1, 0x10ffff).Where(Rune.IsValid).Select(rune => new Rune(rune).ToString()))
            .ListOf().Select(runes => string.Concat(runes));

        public static Arbitrary<ConfigPair[]> Configs() => Any.Two().ListOf()
            .Select(pairs => pairs.Select(pair => new ConfigPair(pair.Item1, pair.Item2)).DistinctBy(pair => pair.Key).ToArray()).ToArbitrary();
    }
}
