using Microsoft.OpenApi;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Profile;

namespace UserDomain.Host.OpenApi;

/// <summary>The headers that calls may come with beside those that show who calls (wire contract, decisions).</summary>
internal static class CallHeaders
{
    public static Dictionary<string, IOpenApiParameter> All => new(StringComparer.Ordinal)
    {
        ["IfMatch"] = Header("If-Match", "The `ETag` of the user as he was read; the call is refused with 412 where he has changed since."),
        ["IfNoneMatch"] = Header("If-None-Match", "The `ETag` that an earlier answer came with; where it still holds, the answer is 304 without a body."),
        ["IdempotencyKey"] = Header("Idempotency-Key",
            "Any text of your own for this command. Sent again with the same body within 24 hours, the first answer comes again and nothing is done twice."),
    };

    /// <summary>Whether its answer is of one version of a user, and says which.</summary>
    public static bool AnswersWithVersion(Type call) => call == typeof(GetUserInfo) || call == typeof(GetUserConfig);

    /// <summary>Whether it can be bound to the version at which the user was read.</summary>
    public static bool TakesVersion(Type call) => call.IsAssignableTo(typeof(IUserCall)) && call.IsAssignableTo(typeof(ICommand));

    public static IEnumerable<IOpenApiParameter> Of(Type call, OpenApiDocument document)
    {
        if (AnswersWithVersion(call))
            yield return new OpenApiParameterReference("IfNoneMatch", document);
        if (TakesVersion(call))
            yield return new OpenApiParameterReference("IfMatch", document);
        if (call.IsAssignableTo(typeof(ICommand)) && !call.IsAssignableTo(typeof(ISessionCall)))
            yield return new OpenApiParameterReference("IdempotencyKey", document);
    }

    private static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = SchemaSet.Of(JsonSchemaType.String) };
}
