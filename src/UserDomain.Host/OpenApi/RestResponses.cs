using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using UserDomain.Host.Rest;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Host.OpenApi;

/// <summary>The envelopes of <c>/v2</c>: two members with the data, or four with what was wrong (wire contract, 9.1).</summary>
internal sealed class RestResponses(OpenApiDocument document, SchemaSet schemas, AnswerSchemas answers)
{
    private const string Json = "application/json";

    public OpenApiResponses Of(Type call, IOpenApiSchema data, JsonNode example)
    {
        var all = new OpenApiResponses
        {
            ["200"] = Ok(data, example),
            ["400"] = Shared("Bad", "Something in the request is not as it should be, or what it asks for cannot be.", Of(Refusals.Invalid("userId is Required"))),
            ["401"] = Shared("NoKey", "No key or session, or one that is no good any more.", RestResponse.NoKey, "WWW-Authenticate"),
            ["403"] = Shared("Denied", "The caller may not, about a user whom he sees.", Of(Refusals.NotAuthorized)),
            ["404"] = Shared("NoUser", "There is no such user, or none that the caller sees.", Of(Refusals.UserUnknown)),
        };
        if (CallHeaders.TakesVersion(call))
            all["412"] = Shared("OtherVersion", "The user is at another version than `If-Match` names; nothing was changed.", Of(Refusals.VersionMismatch));
        all["429"] = Shared("TooMany", "Too many requests: try again after `Retry-After` seconds.", RestResponse.TooMany(TimeSpan.FromSeconds(1)), "Retry-After");
        all["500"] = Shared("Fault", "A fault of the host.", RestResponse.Of(new InvalidOperationException()));
        all["503"] = Shared("Unavailable", "No database, no room, or others keep changing the user: try again after `Retry-After` seconds.",
            RestResponse.Of(new OverloadedException()), "Retry-After");
        return all;
    }

    private static RestResponse Of(Refusal no) => RestResponse.Of(new RefusedException(no));

    private static OpenApiResponse Ok(IOpenApiSchema data, JsonNode example) => new()
    {
        Description = "Done, or what was asked for.",
        Content = Content(
            SchemaSet.ObjectOf(null, [("success", Always(true), true), ("data", data, true)]), new JsonObject { ["success"] = true, ["data"] = example.DeepClone() }),
    };

    private OpenApiResponseReference Shared(string name, string description, RestResponse example, params string[] headers)
    {
        var components = document.Components!.Responses ??= new Dictionary<string, IOpenApiResponse>(StringComparer.Ordinal);
        components.TryAdd($"Rest{name}", new OpenApiResponse
        {
            Description = description,
            Headers = CallResponses.Headers(headers),
            Content = Content(Failure(), answers.Written(example)),
        });
        return new($"Rest{name}", document);
    }

    private IOpenApiSchema Failure() => schemas.Named(nameof(RestResponse), () => SchemaSet.ObjectOf(
        "What was wrong.",
        [
            ("success", Always(false), true), ("data", SchemaSet.Of(JsonSchemaType.Null), true),
            ("errorCode", SchemaSet.Of(JsonSchemaType.String), true), ("message", SchemaSet.Of(JsonSchemaType.String), true),
        ]));

    public static OpenApiSchema Always(bool value) => new() { Type = JsonSchemaType.Boolean, Enum = [JsonValue.Create(value)] };

    private static Dictionary<string, OpenApiMediaType> Content(IOpenApiSchema schema, JsonNode example) =>
        new(StringComparer.Ordinal) { [Json] = new() { Schema = schema, Example = example } };
}
