using System.Text.Encodings.Web;
using System.Text.Json;
using UserDomain.Config;
using UserDomain.Model;

namespace UserDomain.Host.Wire;

/// <summary>
/// Configuration in every shape that the wire contract (7.5) takes: an array of pairs, one pair, a map, or a string that holds any of
/// them. A value of any JSON type becomes its canonical string.
/// </summary>
internal static class ConfigPairsReader
{
    private static readonly string[] PairMembers = ["Key", "Name", "Value"];
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ConfigPairs? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Array => new([.. json.EnumerateArray().Select(ReadPair)]),
        JsonValueKind.Object when IsPair(json) => new([ReadPair(json)]),
        JsonValueKind.Object => new([.. json.EnumerateObject().Select(member => new ConfigPair(Storable(member.Name), ReadValue(member.Value, "Value")))]),
        JsonValueKind.String when Texts.Read(json, "Config") is var text =>
            text.Trim() is "" or "null" ? null : Payload.Parse(text) is { ValueKind: not JsonValueKind.String } inner ? Read(inner) : throw Wrong.Invalid("Config"),
        _ => throw Wrong.Invalid("Config"),
    };

    /// <summary>An object with nothing but a pair's own members is a pair; any other is a map.</summary>
    private static bool IsPair(JsonElement json) =>
        json.EnumerateObject().Any() && json.EnumerateObject().All(member => PairMembers.Contains(member.Name, StringComparer.OrdinalIgnoreCase));

    private static ConfigPair ReadPair(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Wrong.Invalid("Config");

        string? key = null, value = null;
        foreach (var member in json.EnumerateObject())
        {
            if (Is(member, "Key") || Is(member, "Name"))
                key = Same(key, ReadKey(member.Value), "Key");
            else if (Is(member, "Value"))
                value = Same(value, ReadValue(member.Value, "Value"), "Value");
        }

        return new(key ?? throw Wrong.Missing("Key"), value ?? throw Wrong.Missing("Value"));
    }

    private static bool Is(JsonProperty member, string name) => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string Same(string? before, string now, string member) =>
        before is null || before == now ? now : throw Wrong.Invalid(member);

    private static string ReadKey(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Texts.Read(json, "Key"),
        JsonValueKind.Null => throw Wrong.Missing("Key"),
        _ => throw Wrong.Invalid("Key"),
    };

    public static string Storable(string key) => key.Contains('\0', StringComparison.Ordinal) ? throw Wrong.Invalid("Key") : key;

    /// <summary>A value of any type as its canonical string.</summary>
    /// <param name="name">What it is called where it cannot be stored.</param>
    public static string ReadValue(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.String => Texts.Read(json, name),
        JsonValueKind.Null => "",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => json.GetRawText(),
        _ => Text(json, name),
    };

    private static string Text(JsonElement json, string name)
    {
        Texts.Check(json, name);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
            json.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
