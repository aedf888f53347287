using System.Globalization;

namespace UserDomain.Host.Edge;

/// <summary>What browsers are to make of every answer: it is what it says it is, is shown in no page and loads nothing. A page of our own says otherwise for itself.</summary>
internal sealed class SecurityHeaders(EdgeSettings edge)
{
    private readonly string? hsts = edge.Hsts > TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"max-age={(long)edge.Hsts.TotalSeconds}")
        : null;

    public Task SetAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        if (hsts is not null && http.Request.IsHttps)
            headers.StrictTransportSecurity = hsts;
        return next(http);
    }
}
