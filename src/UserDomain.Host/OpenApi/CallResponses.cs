using Microsoft.OpenApi;
using UserDomain.Calls;
using UserDomain.Host.Limits;
using UserDomain.Host.Wire;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Host.OpenApi;

/// <summary>What a call may be answered with, by HTTP status (wire contract, 1.2 and 3).</summary>
internal sealed class CallResponses(OpenApiDocument document, AnswerSchemas answers, HostSettings settings)
{
    private const string Json = "application/json";

    public OpenApiResponses Of(CallCatalog.Entry call)
    {
        var all = new OpenApiResponses { ["200"] = Ok(call) };
        if (CallHeaders.AnswersWithVersion(call.Type))
            all["304"] = Shared("NotModified");
        if (!call.Access.IsPublic)
            all[settings.LegacyHttpStatus ? "404" : "401"] = Shared(settings.LegacyHttpStatus ? "NotFound" : "NotSignedIn");
        if (settings.StrictHttpStatus)
            all["403"] = Shared("NotPermitted");
        if (CallHeaders.TakesVersion(call.Type))
            all["412"] = Shared("OtherVersion");
        (all["429"], all["500"], all["503"]) = (Shared("TooMany"), Shared("Fault"), Shared("Unavailable"));
        return all;
    }

    /// <summary>One that many calls share: described once, and only where it may come.</summary>
    private OpenApiResponseReference Shared(string name)
    {
        var responses = document.Components!.Responses ??= new Dictionary<string, IOpenApiResponse>(StringComparer.Ordinal);
        responses.TryAdd(name, Describe(name));
        return new(name, document);
    }

    private OpenApiResponse Describe(string name) => name switch
    {
        "NotModified" => new() { Description = "The user is still at the version that `If-None-Match` names.", Headers = Headers("ETag") },
        "NotSignedIn" => No("Nobody is signed in: there is no session or key, or it is no good any more.", Of(Refusals.NotSignedIn), "WWW-Authenticate"),
        "NotPermitted" => No("The caller may not.", Of(Refusals.NotAuthorized)),
        "NotFound" => new()
        {
            Description = "Nobody is signed in, as older gateways say it.",
            Content = Content("text/plain", new() { Schema = SchemaSet.Of(JsonSchemaType.String), Example = "NOT FOUND" }),
        },
        "OtherVersion" => No("The user is at another version than `If-Match` names; nothing was changed.", Of(Refusals.VersionMismatch)),
        "TooMany" => No("Too many requests: try again after `Retry-After` seconds.",
            StandardResponse.Of(new TooManyRequestsException(TimeSpan.FromSeconds(1))), "Retry-After"),
        "Fault" => No("A fault of the host.", StandardResponse.Of(new InvalidOperationException())),
        "Unavailable" => No("No database, no room, or others keep changing the user: try again after `Retry-After` seconds.",
            StandardResponse.Of(new OverloadedException()), "Retry-After"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static StandardResponse Of(Refusal no) => StandardResponse.Of(new RefusedException(no));

    private OpenApiResponse Ok(CallCatalog.Entry call)
    {
        var isDone = call.Answer == typeof(Done);
        var examples = answers.ExamplesOf(call).Append(("Refused", answers.Written(Of(RefusalOf(call)))));
        return new()
        {
            Description = isDone
                ? "Done: durable, and visible to everybody; or refused, which is a standard response with an error code."
                : "What was asked for; or refused, which is a standard response with an error code.",
            Headers = CallHeaders.AnswersWithVersion(call.Type) ? Headers("ETag") : null,
            Content = Content(Json, new()
            {
                Schema = answers.AnyOf(call.Answer),
                Examples = examples.ToDictionary(
                    example => example.Item1, example => (IOpenApiExample)new OpenApiExample { Value = example.Item2 }, StringComparer.Ordinal),
            }),
        };
    }

    private static Refusal RefusalOf(CallCatalog.Entry call) =>
        call.Type.IsAssignableTo(typeof(IUserCall)) ? Refusals.UserUnknown
        : call.Access.IsPublic ? Refusals.Invalid("Payload is not valid JSON")
        : Refusals.NotAuthorized;

    private OpenApiResponse No(string description, StandardResponse example, params string[] headers) => new()
    {
        Description = description,
        Headers = Headers(headers),
        Content = Content(Json, new()
        {
            Schema = answers.AnyOf(typeof(Done)),
            Example = answers.Written(example),
        }),
    };

    private static Dictionary<string, OpenApiMediaType> Content(string type, OpenApiMediaType content) => new(StringComparer.Ordinal) { [type] = content };

    public static Dictionary<string, IOpenApiHeader> Headers(params string[] names) =>
        names.ToDictionary(name => name, IOpenApiHeader (_) => new OpenApiHeader { Schema = SchemaSet.Of(JsonSchemaType.String) }, StringComparer.Ordinal);
}
