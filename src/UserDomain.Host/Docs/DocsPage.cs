using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace UserDomain.Host.Docs;

/// <summary>The page to read about the calls and try them: Swagger UI with a head of our own, all from this host.</summary>
public static class DocsPage
{
    private const string Path = "/docs";
    private const string SwaggerUi = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";

    /// <summary>Nothing from elsewhere, no script in the page, nobody's frame. Swagger UI styles its parts itself and has pictures in its style sheet.</summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Part[] Parts =
    [
        Own("index.html", "text/html; charset=utf-8"),
        Own("docs.css", "text/css; charset=utf-8"),
        Own("docs.js", "text/javascript; charset=utf-8"),
        Theirs("swagger-ui.css", "text/css; charset=utf-8"),
        Theirs("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        Theirs("favicon-32x32.png", "image/png"),
    ];

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary><c>/docs</c>, with or without a slash after it, and what the page loads below it.</summary>
        public void MapDocs()
        {
            routes.MapGet(Path, http => SendAsync(http, Parts[0]));
            foreach (var part in Parts)
                routes.MapGet($"{Path}/{part.Name}", http => SendAsync(http, part));
        }
    }

    private static async Task SendAsync(HttpContext http, Part part)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        var bytes = part.Plain.Value;
        if (http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase) && part.Packed is { } packed)
            (bytes, headers.ContentEncoding) = (packed, "gzip");
        await Results.Bytes(bytes, part.Type, entityTag: part.Tag).ExecuteAsync(http);
    }

    private static Part Own(string name, string type)
    {
        var bytes = Read(typeof(DocsPage).Assembly, $"Docs.{name}");
        return new(name, type, null, new(bytes));
    }

    /// <summary>What their package holds is packed already.</summary>
    private static Part Theirs(string name, string type)
    {
        var packed = Read(typeof(SwaggerUIOptions).Assembly, SwaggerUi + name);
        return new(name, type, packed, new(() => Unpack(packed)));
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in {assembly.GetName().Name}.");
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var plain = new MemoryStream();
        using (var unpacking = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
            unpacking.CopyTo(plain);
        return plain.ToArray();
    }

    private sealed record Part(string Name, string Type, byte[]? Packed, Lazy<byte[]> Plain)
    {
        public EntityTagHeaderValue Tag { get; } = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Packed ?? Plain.Value).AsSpan(..8))}\"", isWeak: true); // the same for both encodings
    }
}
