using System.Buffers;
using System.Text.Json;
using UserDomain.Host.Wire;

namespace UserDomain.Host.Http;

/// <summary>A request's payload: a POST's body, a GET's query. At most 1 MiB is kept; a longer body is refused, and let run out within reason so that the answer arrives.</summary>
internal static class HttpPayload
{
    private const int Longest = 1024 * 1024;
    private const int LetRunOut = 8 * 1024 * 1024;

    public static async Task<JsonElement> ReadAsync(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method))
            return Members(http.Request.Query);

        var body = await ReadBodyAsync(http.Request.Body, http.RequestAborted);
        return http.Request.HasFormContentType && !LooksLikeJson(body)
            ? Members(new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(System.Text.Encoding.UTF8.GetString(body))))
            : Payload.Parse(body);
    }

    private static async Task<byte[]> ReadBodyAsync(Stream body, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            using var kept = new MemoryStream();
            long total = 0;
            while (await body.ReadAsync(chunk, cancellationToken) is > 0 and var read)
            {
                total += read;
                if (total <= Longest)
                    kept.Write(chunk, 0, read);
                else if (total > LetRunOut)
                    break;
            }

            return total <= Longest ? kept.ToArray() : throw Wrong.TooLong;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true); // it held a password, perhaps
        }
    }

    /// <summary>Plain command-line clients label JSON as a form.</summary>
    private static bool LooksLikeJson(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[' or (byte)'/', ..] or [];

    private static JsonElement Members(IQueryCollection query)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in query)
            {
                foreach (var value in values)
                    writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return Payload.Parse(buffer.ToArray());
    }
}
