using System.Collections;
using System.Text;
using System.Text.Json;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>
/// A user's keys and values as the store gave them, sorted by key, ordinal. They stay the bytes that they are: what is asked of it as text is made
/// then, and a transport that speaks JSON has them written without that.
/// </summary>
public sealed class StoredPairs : IReadOnlyList<ConfigPair>, IWritesJson
{
    private static readonly JsonEncodedText Key = JsonEncodedText.Encode("Key");
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("Value");

    private readonly Pair[] pairs;

    private StoredPairs(Pair[] pairs)
    {
        this.pairs = pairs;
        Array.Sort(pairs, Pair.InOrder);
    }

    /// <param name="json">An array of keys and values in turn, in any order of keys, each key once.</param>
    /// <exception cref="JsonException">It is no such array.</exception>
    public StoredPairs(byte[] json)
        : this(Read(json))
    {
    }

    /// <summary>Those of a configuration of which all is here.</summary>
    public static StoredPairs Of(UserConfig config)
    {
        var (pairs, at) = (new Pair[config.Count], 0);
        foreach (var (key, value) in config.Utf8Pairs)
            pairs[at++] = new(key, value);
        return new(pairs);
    }

    public int Count => pairs.Length;

    public ConfigPair this[int index] => pairs[index].Read();

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var pair in pairs)
        {
            writer.WriteStartObject();
            writer.WriteString(Key, pair.Key.Span);
            writer.WriteString(Value, pair.Value.Span);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public IEnumerator<ConfigPair> GetEnumerator() => pairs.Select(pair => pair.Read()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Pair[] Read(byte[] json)
    {
        var found = new List<Pair>();
        var reader = new Utf8JsonReader(json);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var key = TextOf(ref reader, json);
            Expect(reader.Read());
            found.Add(new(key, TextOf(ref reader, json)));
        }

        return [.. found];
    }

    /// <summary>The text that a token spells, in place where it holds no escapes.</summary>
    private static ReadOnlyMemory<byte> TextOf(ref Utf8JsonReader reader, byte[] json)
    {
        Expect(reader.TokenType == JsonTokenType.String);
        if (!reader.ValueIsEscaped)
            return json.AsMemory((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        var text = new byte[reader.ValueSpan.Length];
        return text.AsMemory(0, reader.CopyString(text));
    }

    private static void Expect(bool isSo)
    {
        if (!isSo)
            throw new JsonException("A key of a user's configuration cannot be read.");
    }

    /// <summary>As UTF-8, in the order of UTF-16: letters beyond the first 65,536 come before the last 8,192 of these.</summary>
    private readonly record struct Pair(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)
    {
        public static int InOrder(Pair one, Pair other)
        {
            var ours = one.Key.Span;
            var theirs = other.Key.Span;
            var same = ours.CommonPrefixLength(theirs);
            return same == ours.Length || same == theirs.Length ? ours.Length - theirs.Length : Weight(ours[same]) - Weight(theirs[same]);
        }

        public ConfigPair Read() => new(Encoding.UTF8.GetString(Key.Span), Encoding.UTF8.GetString(Value.Span));

        /// <summary>What begins with F0 or more is a pair of surrogates, D800 to DFFF, in UTF-16; EE and EF begin what comes after those.</summary>
        private static int Weight(byte first) => first switch
        {
            >= 0xF0 => first - 2,
            >= 0xEE => first + 16,
            _ => first,
        };
    }
}
