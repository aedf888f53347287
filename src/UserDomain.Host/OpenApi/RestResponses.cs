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

    public OpenApiResponses Of(IOpenApiSchema data, JsonNode example) => new()
    {
        ["200"] = new OpenApiResponse
        {
            Description = "Done, or what was asked for.",
            Content = Content(SchemaSet.ObjectOf(null, [("success", Always(true), true), ("data", data, true)]), new JsonObject { ["success"] = true, ["data"] = example.DeepClone() }),
        },
        ["400"] = Shared("Bad", "Something in the request is not as it should be, or what it asks for cannot be.", Of(new RefusedException(Refusals.Invalid("userId is Required")))),
        ["401"] = Shared("NoKey", "No key or session, or one that is no good any more.", RestResponse.NoKey, "WWW-Authenticate"),
        ["403"] = Shared("Denied", "The caller may not, about a user whom he sees.", Of(new RefusedException(Refusals.NotAuthorized))),
        ["404"] = Shared("NoUser", "There is no such user, or none that the caller sees.", Of(new RefusedException(Refusals.UserUnknown))),
        ["429"] = Shared("TooMany", "Too many requests: try again after `Retry-After` seconds.", RestResponse.TooMany(TimeSpan.FromSeconds(1)), "Retry-After"),
        ["500"] = Shared("Fault", "A fault of the host.", Of(new InvalidOperationException())),
        ["503"] = Shared("Unavailable", "No database, no room, or others keep changing the user: try again after `Retry-After` seconds.", Of(new OverloadedException()), "Retry-After"),
    };

    private static RestResponse Of(Exception wrong) => RestResponse.Of(wrong);

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
