using System.Globalization;
using System.Text.Json;
using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.Config;

namespace UserDomain.Host.Wire;

/// <summary>
/// How one member is read, by its type. Null, and for ids and texts also 0 and the empty text, mean "not given" (wire contract, 1.3):
/// the documents' own samples carry them in every field.
/// </summary>
internal static class ValueReaders
{
    public static Func<JsonElement, string, object?> Of(Type type) =>
        type == typeof(long?) ? (json, name) => ReadId(json, name)
        : type == typeof(int?) ? (json, name) => ReadNumber(json, name)
        : type == typeof(bool?) ? (json, name) => ReadFlag(json, name)
        : type == typeof(DateTimeOffset?) ? (json, name) => TextReaders.ReadTime(json, name)
        : type == typeof(string) ? ReadText
        : type == typeof(Secret) ? (json, name) => ReadText(json, name) is { } text ? new Secret(text) : null
        : type == typeof(ConfigPairs) ? (json, _) => ConfigPairsReader.Read(json)
        : type == typeof(IReadOnlyList<string>) ? TextReaders.ReadNames
        : type == typeof(IReadOnlyList<long>) ? TextReaders.ReadIds
        : type == typeof(Nonce) ? (json, name) => TextReaders.ReadTextOrNumber(json, name) is { } text ? new Nonce(text) : null
        : ReadRecord(new RecordReader(type));

    private static long? ReadId(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when json.TryGetInt64(out var id) => Positive(id, name),
        JsonValueKind.String when Texts.Read(json, name).Trim() is var text =>
            text.Length == 0 ? (long?)null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? Positive(id, name)
            : throw Wrong.Invalid(name),
        _ => throw Wrong.Invalid(name),
    };

    private static long? Positive(long id, string name) => id >= 0 ? id > 0 ? id : null : throw Wrong.Invalid(name);

    /// <summary>A number that is no id: 0 is as good as any other.</summary>
    private static int? ReadNumber(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when json.TryGetInt32(out var number) => number,
        JsonValueKind.String when Texts.Read(json, name).Trim() is var text =>
            text.Length == 0 ? (int?)null
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw Wrong.Invalid(name),
        _ => throw Wrong.Invalid(name),
    };

    private static bool? ReadFlag(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when Texts.Read(json, name).Trim() is var text =>
            text.Length == 0 ? (bool?)null : bool.TryParse(text, out var flag) ? flag : throw Wrong.Invalid(name),
        _ => throw Wrong.Invalid(name),
    };

    private static string? ReadText(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => Texts.Read(json, name) is { Length: > 0 } text ? text : null,
        _ => throw Wrong.Invalid(name),
    };

    /// <summary>An object, or its JSON in a string, as the documents' tables type it.</summary>
    private static Func<JsonElement, string, object?> ReadRecord(RecordReader record) => (json, name) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => record.Read(json),
        JsonValueKind.String when Texts.Read(json, name) is var text =>
            text.Length == 0 ? null : Payload.Parse(text) is { ValueKind: JsonValueKind.Object } inner ? record.Read(inner) : throw Wrong.Invalid(name),
        _ => throw Wrong.Invalid(name),
    };
}
