using System.Net.Http.Headers;
using UserDomain.Calls;
using UserDomain.Host.Http;
using UserDomain.RestKeys;
using UserDomain.SignIn;

namespace UserDomain.Host.Rest;

/// <summary>
/// Who makes a request of the REST endpoint: by the key of its <c>X-API-Key</c> header, or by the session of <c>Authorization: Bearer</c> or
/// <c>APToken</c>. The first of them that is there counts, and is not made up for by another.
/// </summary>
public sealed class RestCallers(HttpCallers around, RestKeyCheck keys, KnownCallers callers)
{
    private const string Key = "X-API-Key";
    private const string Bearer = "Bearer";

    /// <returns>What is answered to a request that nobody known makes; nothing where the caller is known, and stands in the context.</returns>
    public async Task<RestResponse?> FillAsync(CallContext context, HttpContext http)
    {
        around.FillAround(context, http, "rest");
        if (HttpCallers.SecretOf(http.Request, Key) is { } key)
            return Known(await keys.FindCallerAsync(Tokens.RestKeyOf(key), http.RequestAborted), RestResponse.NoKey);
        if ((BearerOf(http.Request) ?? HttpCallers.SecretOf(http.Request, HttpCallers.Token)) is { } token)
            return Known(await callers.FindAsync(token, context.Address, http.RequestAborted), RestResponse.NoSession);
        return RestResponse.NoKey;

        RestResponse? Known(Caller? caller, RestResponse otherwise)
        {
            context.Caller = caller ?? Caller.Nobody;
            return caller is null ? otherwise : null;
        }
    }

    /// <summary>The token; empty where the scheme stands alone.</summary>
    private static Secret? BearerOf(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) && Bearer.Equals(header.Scheme, StringComparison.OrdinalIgnoreCase)
            ? new(header.Parameter ?? "")
            : null;
}
