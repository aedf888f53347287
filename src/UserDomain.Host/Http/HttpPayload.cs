using System.Buffers;
using System.Text;
using System.Text.Json;
using UserDomain.Host.Wire;

namespace UserDomain.Host.Http;

/// <summary>A request's payload: a POST's body, a GET's query. At most 1 MiB is kept; a longer body is refused, and let run out within reason so that the answer arrives.</summary>
public sealed class HttpPayload(BodyBudget budget)
{
    private const int Longest = 1024 * 1024;
    private const int Free = 4 * 1024;
    private const int LetRunOut = 8 * 1024 * 1024;
    private const string Form = "application/x-www-form-urlencoded";

    internal async Task<T> ReadAsync<T>(HttpContext http, Func<JsonElement, T> read)
    {
        if (HttpMethods.IsGet(http.Request.Method))
            return read(EncodedPairs.Read(Encoding.Latin1.GetBytes(http.Request.QueryString.Value ?? "").AsSpan().TrimStart((byte)'?'), strictly: false)!.Value);

        var share = budget.Open();
        http.Response.RegisterForDispose(share); // what is made of it lasts as long as the call, which may wait long
        var body = await ReadBodyAsync(http.Request.Body, share, http.RequestAborted);
        return read(Parse(http.Request, body));
    }

    /// <summary>Plain command-line clients label JSON as a form, so what can be read as a form is one only where its label says so too.</summary>
    private static JsonElement Parse(HttpRequest request, byte[] body) =>
        request.ContentType?.StartsWith(Form, StringComparison.OrdinalIgnoreCase) == true && !Payload.LooksLikeJson(body)
            ? EncodedPairs.Read(body, strictly: true) ?? throw Wrong.NotJson
            : Payload.Parse(body);

    /// <summary>The first of a body is less than its request takes anyhow, and not counted: calls of usual size find room whatever long ones have taken.</summary>
    private static int Counted(BodyBudget.Share share, int read, long total)
    {
        share.Take((int)Math.Clamp(total - Free, 0, read));
        return read;
    }

    private static async Task<byte[]> ReadBodyAsync(Stream body, BodyBudget.Share share, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            using var kept = new MemoryStream();
            long total = 0;
            while (await body.ReadAsync(chunk, cancellationToken) is > 0 and var read)
            {
                total += read;
                if (total <= Longest)
                    kept.Write(chunk, 0, Counted(share, read, total));
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
}
