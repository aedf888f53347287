using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Host.Wire;

/// <summary>JSON as clients send it: trailing commas and comments are let through, anything else that is no JSON is refused.</summary>
internal static class Payload
{
    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <summary>Nothing and <c>null</c> are an empty object.</summary>
    /// <exception cref="RefusedException">It is no JSON, or holds texts that are no Unicode.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8) => Read(utf8, static json => json.Clone());

    /// <summary>The same without a copy of it, for who needs it only while he reads.</summary>
    /// <param name="read">Makes something of it that holds none of it.</param>
    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte})"/>
    public static T Read<T>(ReadOnlyMemory<byte> utf8, Func<JsonElement, T> read)
    {
        using var document = Open(utf8);
        return read(document?.RootElement is { ValueKind: not JsonValueKind.Null } json ? json : Empty);
    }

    /// <summary>None where there is nothing.</summary>
    private static JsonDocument? Open(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
            throw Wrong.NotUnicode;
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        if (utf8.Span.Trim(" \t\r\n"u8).IsEmpty)
            return null;
        try
        {
            return JsonDocument.Parse(utf8, Tolerant);
        }
        catch (JsonException)
        {
            throw Wrong.NotJson;
        }
    }

    /// <summary>Whether it begins as JSON that a call can have, or as a comment before it; a byte order mark does not count, and nothing does.</summary>
    public static bool LooksLikeJson(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        return utf8.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[' or (byte)'/', ..] or [];
    }

    public static JsonElement Parse(string text) => Parse(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a call from a payload, and into the context what the client marks a command with.</summary>
    public static object Read(CallCatalog.Entry call, JsonElement payload, CallContext context)
    {
        var read = Read(call, payload);
        IdempotencyKeys.Take(context, read, payload);
        return read;
    }

    /// <summary>Reads a call from a payload. JSON can name half a character; that shows only when the text is taken out, so members that the call passes over are looked at too.</summary>
    public static object Read(CallCatalog.Entry call, JsonElement payload)
    {
        try
        {
            var read = call.Read(payload);
            if (JsonMarshal.GetRawUtf8Value(payload).IndexOf("\\u"u8) >= 0)
                Texts.Check(payload, "Payload");
            return read;
        }
        catch (InvalidOperationException)
        {
            throw Wrong.NotUnicode;
        }
    }
}
