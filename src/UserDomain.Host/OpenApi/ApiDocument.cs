using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using UserDomain.Host.Wire;

namespace UserDomain.Host.OpenApi;

/// <summary>The description of everything that is answered over HTTP, made from the calls' own types when it is first asked for.</summary>
public sealed class ApiDocument(CallCatalog calls, Answers answers, HostSettings settings, IServiceProvider services)
{
    public const string Path = "/openapi/v1.json";

    private static readonly string[] FirstMet = ["Sign In", "Registration", "Profile", "Config", "Permissions"];

    private readonly Lazy<Task<byte[]>> json = new(() => WriteAsync(Build(calls, answers, settings, new(services))));

    public async Task AnswerAsync(HttpContext http)
    {
        var document = await json.Value;
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(document).AsSpan(..8))}\"");
        http.Response.Headers.CacheControl = "no-cache";
        await Results.Bytes(document, "application/json; charset=utf-8", entityTag: tag).ExecuteAsync(http);
    }

    private static OpenApiDocument Build(CallCatalog calls, Answers answers, HostSettings settings, RequiredMembers required)
    {
        var document = new OpenApiDocument
        {
            Info = new() { Title = "UserDomain", Version = "v1", Description = Introduction.Text },
            Servers = [new() { Url = "/" }],
            Paths = [],
            Components = new() { SecuritySchemes = SecuritySchemes.Components, Parameters = CallHeaders.All },
            Tags = calls.All.Select(call => CallOperations.TagOf(call.Type)).Distinct(StringComparer.Ordinal)
                .OrderBy(tag => Array.IndexOf(FirstMet, tag) is var place and >= 0 ? place : FirstMet.Length).ThenBy(tag => tag, StringComparer.Ordinal)
                .Select(tag => new OpenApiTag { Name = tag }).ToHashSet(),
        };
        var (docs, schemas) = (new XmlDocs(), new SchemaSet(document));
        var written = new AnswerSchemas(schemas, answers, docs);
        var responses = new CallResponses(document, written, settings);
        var operations = new CallOperations(document, new(schemas, answers, docs, required), responses, docs);
        foreach (var call in calls.All)
            document.Paths[$"/AP/{call.Name}"] = operations.Of(call);
        new RestOperations(document, schemas, written, docs, new(document, schemas, written)).Add();
        return document;
    }

    private static async Task<byte[]> WriteAsync(OpenApiDocument document)
    {
        document.Workspace?.RegisterComponents(document);
        using var buffer = new MemoryStream();
        await document.SerializeAsJsonAsync(buffer, OpenApiSpecVersion.OpenApi3_1, default);
        return buffer.ToArray();
    }
}
