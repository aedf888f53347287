using System.Net;
using System.Text.Json;
using System.Text.Unicode;
using UserDomain.Host.Wire;

namespace UserDomain.Host.Http;

/// <summary>Pairs as queries and forms encode them, <c>name=value&amp;…</c>, as one JSON object of strings. Text that is no UTF-8 is refused, not mended.</summary>
internal static class EncodedPairs
{
    /// <param name="strictly">Whether a part without <c>=</c> means that these are no such pairs at all; then nothing comes back.</param>
    public static JsonElement? Read(ReadOnlySpan<byte> encoded, bool strictly)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var range in encoded.Split((byte)'&'))
            {
                var part = encoded[range];
                var equals = part.IndexOf((byte)'=');
                if (part.IsEmpty)
                    continue;
                if (equals < 0 && strictly)
                    return null;
                writer.WriteString(Decode(equals < 0 ? part : part[..equals]), equals < 0 ? [] : Decode(part[(equals + 1)..]));
            }

            writer.WriteEndObject();
        }

        return Payload.Parse(buffer.ToArray());
    }

    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> encoded)
    {
        var decoded = WebUtility.UrlDecodeToBytes(encoded.ToArray(), 0, encoded.Length);
        return Utf8.IsValid(decoded) ? decoded : throw Wrong.NotUnicode;
    }
}
