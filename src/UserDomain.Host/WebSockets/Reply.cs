using System.Text.Encodings.Web;
using System.Text.Json;

namespace UserDomain.Host.WebSockets;

/// <summary>A frame of the server, as it goes over the wire (wire contract, section 2): its payload is JSON in a string.</summary>
internal static class Reply
{
    /// <summary>The writer escapes so many bytes of a text at a time; for each it sets six aside.</summary>
    private const int Segment = 16 * 1024;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="payload">JSON.</param>
    /// <returns>To be disposed of when it is sent.</returns>
    public static PooledBytes Write(FrameKind kind, long number, string name, ReadOnlySpan<byte> payload)
    {
        var bytes = new PooledBytes();
        using var json = new Utf8JsonWriter(bytes, Plain);
        json.WriteStartObject();
        json.WriteNumber("m"u8, (int)kind);
        json.WriteNumber("i"u8, number);
        json.WriteString("n"u8, name);
        json.WritePropertyName("o"u8);
        for (; payload.Length > Segment; payload = payload[Segment..])
            json.WriteStringValueSegment(payload[..Segment], isFinalSegment: false);
        json.WriteStringValueSegment(payload, isFinalSegment: true);
        json.WriteEndObject();
        return bytes;
    }
}
