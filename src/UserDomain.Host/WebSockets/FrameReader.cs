using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using UserDomain.Host.Wire;
using UserDomain.Model;

namespace UserDomain.Host.WebSockets;

/// <summary>Reads frames as tolerantly as the wire contract (1.3 and 2) asks: keys in any case and order, of one that comes twice the last; others are passed over.</summary>
internal static class FrameReader
{
    public static Frame Read(Message message) => message.IsTooLong ? Frame.None(Wrong.TooLong) : Read(message.Bytes);

    public static Frame Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            var json = Payload.Parse(utf8);
            return json.ValueKind == JsonValueKind.Object ? Read(json) : Frame.None(Wrong.NotAnObject);
        }
        catch (RefusedException no)
        {
            return Frame.None(no);
        }
        catch (InvalidOperationException) // half a character in a key
        {
            return Frame.None(Wrong.NotUnicode);
        }
    }

    /// <summary>The payload itself: <c>o</c>, or the JSON in it. None, an empty text and <c>null</c> are an empty object.</summary>
    /// <exception cref="RefusedException">It is no JSON, or no Unicode.</exception>
    public static JsonElement PayloadOf(Frame frame)
    {
        if (frame.Payload.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return Payload.Parse(ReadOnlyMemory<byte>.Empty);
        if (frame.Payload.ValueKind != JsonValueKind.String)
            return frame.Payload;

        var raw = JsonMarshal.GetRawUtf8Value(frame.Payload);
        using var text = new PooledBytes();
        try
        {
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            text.Advance(reader.CopyString(text.GetSpan(raw.Length)));
        }
        catch (InvalidOperationException) // half a character
        {
            throw Wrong.NotUnicode;
        }

        return Payload.Parse(text.Written);
    }

    private static Frame Read(JsonElement json)
    {
        JsonElement m = default, i = default, n = default, o = default;
        foreach (var member in json.EnumerateObject())
        {
            if (Is(member, "m"u8, "M"u8))
                m = member.Value;
            else if (Is(member, "i"u8, "I"u8))
                i = member.Value;
            else if (Is(member, "n"u8, "N"u8))
                n = member.Value;
            else if (Is(member, "o"u8, "O"u8))
                o = member.Value;
        }

        var (kind, number, name) = (NumberIn(m), IsGiven(i) ? NumberIn(i) : 0, TextIn(n));
        return new(number ?? 0, name ?? "", o, WrongIn(kind, IsGiven(m), number, name, IsGiven(n)));
    }

    private static RefusedException? WrongIn(long? kind, bool hasKind, long? number, string? name, bool hasName) =>
        !hasKind ? Wrong.Missing("m")
        : kind is not ((long)FrameKind.Request or (long)FrameKind.Subscribe or (long)FrameKind.Unsubscribe) ? Wrong.Invalid("m")
        : number is null ? Wrong.Invalid("i")
        : !hasName || name is { Length: 0 } ? Wrong.Missing("n")
        : name is null ? Wrong.Invalid("n")
        : null;

    private static bool Is(JsonProperty member, ReadOnlySpan<byte> lower, ReadOnlySpan<byte> upper) => member.NameEquals(lower) || member.NameEquals(upper);

    private static bool IsGiven(JsonElement json) => json.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    private static long? NumberIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number when json.TryGetInt64(out var number) => number,
        JsonValueKind.String when long.TryParse(TextIn(json), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>None where it is no text, or no Unicode.</summary>
    private static string? TextIn(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
