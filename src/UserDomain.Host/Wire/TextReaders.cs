using System.Globalization;
using System.Text.Json;

namespace UserDomain.Host.Wire;

/// <summary>Members that are texts of a kind of their own.</summary>
internal static class TextReaders
{
    /// <summary>Names in an array, in a string that holds one, or with commas between them, as queries and forms can only have it; none is not given.</summary>
    public static IReadOnlyList<string>? ReadNames(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Array => Given(json.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? Texts.Read(one, name) : throw Wrong.Invalid(name))),
        JsonValueKind.String when Texts.Read(json, name).Trim() is var text => text.StartsWith('[')
            ? Payload.Parse(text) is { ValueKind: JsonValueKind.Array } inner ? ReadNames(inner, name) : throw Wrong.Invalid(name)
            : Given(text.Split(',')),
        _ => throw Wrong.Invalid(name),
    };

    /// <summary>A time as ISO 8601 writes it, down to a day; without an offset it is UTC.</summary>
    public static DateTimeOffset? ReadTime(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String when Texts.Read(json, name).Trim() is var text =>
            text.Length == 0 ? (DateTimeOffset?)null : Times.Read(text) ?? throw Wrong.Invalid(name),
        _ => throw Wrong.Invalid(name),
    };

    /// <summary>Ids in an array, or as names may come.</summary>
    public static IReadOnlyList<long>? ReadIds(JsonElement json, string name) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select(one => ReadTextOrNumber(one, name) is { } text ? IdOf(text, name) : throw Wrong.Invalid(name))]
        : ReadNames(json, name)?.Select(text => IdOf(text, name)).ToArray();

    /// <summary>A text, or a number as it is written.</summary>
    public static string? ReadTextOrNumber(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => json.GetRawText(),
        JsonValueKind.String => Texts.Read(json, name) is { Length: > 0 } text ? text : null,
        _ => throw Wrong.Invalid(name),
    };

    private static long IdOf(string text, string name) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : throw Wrong.Invalid(name);

    private static string[]? Given(IEnumerable<string> names) => names.Select(one => one.Trim()).Where(one => one.Length > 0).ToArray() is { Length: > 0 } given ? given : null;
}
