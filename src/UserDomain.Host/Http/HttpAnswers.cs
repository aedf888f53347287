using System.Globalization;
using UserDomain.EventSourcing;
using UserDomain.Host.Limits;
using UserDomain.Host.WebSockets;
using UserDomain.Host.Wire;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Host.Http;

/// <summary>Answers and refusals as HTTP responses, with the statuses of the wire contract (1.2): a no is 200 with a standard response, unless a client could not know that it is one.</summary>
public sealed class HttpAnswers(Answers answers, HostSettings settings)
{
    private const string NotFoundText = "NOT FOUND";

    public static bool IsFault(Exception wrong) => StatusOf(wrong) == StatusCodes.Status500InternalServerError;

    /// <param name="version">The version of the user that the answer shows; who has that already is spared the answer.</param>
    public Task WriteAsync(HttpContext http, object answer, long? version = null)
    {
        if (version is { } shown && EntityTags.IsPresent(http, shown))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            http.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }

        return SendAsync(http, StatusCodes.Status200OK, answer);
    }

    public async Task WriteAsync(HttpContext http, Exception wrong)
    {
        var kind = (wrong as RefusedException)?.Refusal.Kind;
        if (kind == RefusalKind.NotSignedIn && settings.LegacyHttpStatus)
        {
            await NotFoundAsync(http);
            return;
        }

        var status = kind == RefusalKind.NotAuthorized && settings.StrictHttpStatus ? StatusCodes.Status403Forbidden : StatusOf(wrong);
        if (RetryAfter(wrong, status) is { } seconds)
            http.Response.Headers.RetryAfter = seconds;
        if (status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "APToken";
        await SendAsync(http, status, StandardResponse.Of(wrong));
    }

    public Task NotFoundAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        http.Response.ContentType = "text/plain";
        return http.Response.WriteAsync(NotFoundText, http.RequestAborted);
    }

    private static int StatusOf(Exception wrong) => wrong switch
    {
        RefusedException { Refusal.Kind: RefusalKind.NotSignedIn } => StatusCodes.Status401Unauthorized,
        RefusedException { Refusal.Kind: RefusalKind.VersionMismatch } => StatusCodes.Status412PreconditionFailed,
        RefusedException => StatusCodes.Status200OK,
        BadHttpRequestException broken => broken.StatusCode,
        TooManyRequestsException => StatusCodes.Status429TooManyRequests,
        ConcurrentChangeException or StoreUnavailableException or OverloadedException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>In whole seconds, as it is written.</summary>
    internal static string? RetryAfter(Exception wrong, int status) =>
        wrong is TooManyRequestsException { RetryAfter: var pause } ? Math.Max(1, Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture)
        : status == StatusCodes.Status503ServiceUnavailable ? "1"
        : null;

    /// <summary>JSON that no cache keeps.</summary>
    internal async Task SendAsync(HttpContext http, int status, object answer)
    {
        using var json = new PooledBytes();
        answers.Write(answer, json);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = json.Length; // known only once it is written, or it would go in chunks
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.BodyWriter.WriteAsync(json.Written, http.RequestAborted);
    }
}
