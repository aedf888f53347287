using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;
using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.Host.Wire;
using UserDomain.SignIn;

namespace UserDomain.Host.Http;

/// <summary>
/// Who makes a request: by the session of its <c>APToken</c> header, or by its API key where it has no such header, or nobody. A token
/// that is no session's is not made up for by a key beside it.
/// </summary>
public sealed class HttpCallers(KnownCallers callers, ApiKeyCheck keys, TimeProvider clock)
{
    internal const string Token = "APToken";
    private const string PendingToken = "Pending2FaToken";
    private const string Correlation = "X-Correlation-Id";
    private const int LongestCorrelation = 128;

    public async Task FillAsync(CallContext context, HttpContext http)
    {
        FillAround(context, http, "http");
        context.Basic = BasicOf(http.Request);
        context.PendingToken = SecretOf(http.Request, PendingToken);
        context.Token = SecretOf(http.Request, Token);
        if (context.Token is { } token)
            context.Caller = await callers.FindAsync(token, context.Address, http.RequestAborted) ?? Caller.Nobody;
        else if (SignedRequestOf(http.Request.Headers) is { } signed)
            context.Caller = await keys.FindCallerAsync(signed, http.RequestAborted) ?? Caller.Nobody;
    }

    /// <summary>What is around the call, whoever makes it.</summary>
    public void FillAround(CallContext context, HttpContext http, string transport)
    {
        context.Transport = transport;
        context.CallId = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        context.CorrelationId = CorrelationOf(http.Request) ?? context.CallId;
        http.Response.Headers[Correlation] = context.CorrelationId;
        context.Address = AddressOf(http);
        context.IdempotencyKey = http.Request.Headers[IdempotencyKeys.Name] is { Count: > 0 } key ? key.ToString() : null;
        context.IfMatch = EntityTags.IfMatchOf(http.Request);
    }

    private static SignedRequest? SignedRequestOf(IHeaderDictionary headers) =>
        headers["APIKey"].ToString() is { Length: > 0 } key && headers["Nonce"].ToString() is { Length: > 0 } nonce
        && long.TryParse(headers["UserId"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var userId)
            ? new(key, userId, new(nonce), new(headers["Signature"].ToString()))
            : null;

    internal static Secret? SecretOf(HttpRequest request, string header) => request.Headers[header].ToString() is { Length: > 0 } given ? new(given) : null;

    /// <summary>The client's own id, where it is one line of plain characters: it goes into logs and headers.</summary>
    internal static string? CorrelationOf(HttpRequest request) =>
        request.Headers[Correlation].ToString() is { Length: > 0 and <= LongestCorrelation } given
        && !given.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? given
            : null;

    internal static string? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress is { } address ? AddressTexts.Of(address) : null;

    private static (string UserName, Secret Password)? BasicOf(HttpRequest request)
    {
        if (request.Headers.Authorization is not { Count: > 0 } given || !AuthenticationHeaderValue.TryParse(given, out var header)
            || !"Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length))
            return null;
        if (!Utf8.IsValid(bytes.AsSpan(0, length)))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && !text.Contains('\0', StringComparison.Ordinal)
            ? (text[..colon], new Secret(text[(colon + 1)..]))
            : null;
    }
}
