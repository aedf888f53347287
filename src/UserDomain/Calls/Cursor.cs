using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>
/// Where a page of an answer ended, for whoever asks for the next: opaque to clients, and good for the same question only. It opens nothing that
/// its question does not.
/// </summary>
internal static class Cursor
{
    private const int MarkBytes = 8;

    private static readonly JsonSerializerOptions Json = new();

    /// <param name="question">What was asked for, but for where to begin and how much of it.</param>
    public static string Write<TQuestion, TPosition>(TQuestion question, TPosition position)
    {
        var place = JsonSerializer.SerializeToUtf8Bytes(position, Json);
        return Base64Url.EncodeToString([.. MarkOf(question, place), .. place]);
    }

    /// <exception cref="RefusedException">It is no cursor, or one of another question.</exception>
    public static TPosition? Read<TQuestion, TPosition>(TQuestion question, string? cursor) where TPosition : class
    {
        if (cursor is null)
            return null;
        try
        {
            var bytes = Base64Url.DecodeFromChars(cursor);
            var place = bytes.AsSpan(Math.Min(MarkBytes, bytes.Length)).ToArray();
            RefusedException.Unless(MarkOf(question, place).AsSpan().SequenceEqual(bytes.AsSpan(0, Math.Min(MarkBytes, bytes.Length))), Refusals.CursorUnknown);
            RefusedException.Unless(place.AsSpan().IndexOf("\\u0000"u8) < 0, Refusals.CursorUnknown); // no database takes it
            return JsonSerializer.Deserialize<TPosition>(place, Json) ?? throw new RefusedException(Refusals.CursorUnknown);
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException or InvalidOperationException)
        {
            throw new RefusedException(Refusals.CursorUnknown);
        }
    }

    private static byte[] MarkOf<TQuestion>(TQuestion question, byte[] place) =>
        SHA256.HashData([.. JsonSerializer.SerializeToUtf8Bytes(question, Json), 0, .. place])[..MarkBytes];
}
