using System.Buffers;
using System.IO.Pipelines;
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

    /// <param name="read">Makes something of it that holds none of it: what was read is given back when it returns.</param>
    internal ValueTask<T> ReadAsync<T>(HttpContext http, Func<JsonElement, T> read) => HttpMethods.IsGet(http.Request.Method)
        ? new(read(EncodedPairs.Read(Encoding.Latin1.GetBytes(http.Request.QueryString.Value ?? "").AsSpan().TrimStart((byte)'?'), strictly: false)!.Value))
        : ReadBodyAsync(http, read);

    private async ValueTask<T> ReadBodyAsync<T>(HttpContext http, Func<JsonElement, T> read)
    {
        var body = http.Request.BodyReader;
        var kept = await WholeAsync(http, body);
        try
        {
            return Read(http.Request, kept.IsSingleSegment ? kept.First : kept.ToArray(), read);
        }
        finally
        {
            body.AdvanceTo(kept.End);
        }
    }

    /// <summary>Plain command-line clients label JSON as a form, so what can be read as a form is one only where its label says so too.</summary>
    private static T Read<T>(HttpRequest request, ReadOnlyMemory<byte> body, Func<JsonElement, T> read) =>
        request.ContentType?.StartsWith(Form, StringComparison.OrdinalIgnoreCase) == true && !Payload.LooksLikeJson(body.Span)
            ? read(EncodedPairs.Read(body.Span, strictly: true) ?? throw Wrong.NotJson)
            : Payload.Read(body, read);

    /// <summary>
    /// All of it, as the server has it in its own buffers. The first of a body is less than its request takes anyhow, and not counted: calls of usual
    /// size find room whatever long ones have taken.
    /// </summary>
    private async ValueTask<ReadOnlySequence<byte>> WholeAsync(HttpContext http, PipeReader body)
    {
        BodyBudget.Share? share = null;
        for (long counted = Free; ;)
        {
            var read = await body.ReadAsync(http.RequestAborted);
            var length = read.Buffer.Length;
            if (length > Longest)
                throw await TooLongAsync(body, read, http.RequestAborted);
            if (length > counted)
            {
                if (share is null)
                    http.Response.RegisterForDispose(share = budget.Open()); // what is made of it lasts as long as the call, which may wait long
                try
                {
                    share.Take((int)(length - counted));
                }
                catch
                {
                    body.AdvanceTo(read.Buffer.End);
                    throw;
                }

                counted = length;
            }

            if (read.IsCompleted)
                return read.Buffer;
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async ValueTask<Exception> TooLongAsync(PipeReader body, ReadResult read, CancellationToken cancellationToken)
    {
        for (var total = 0L; ; read = await body.ReadAsync(cancellationToken))
        {
            total += read.Buffer.Length;
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted || total > LetRunOut)
                return Wrong.TooLong;
        }
    }
}
