using Microsoft.OpenApi;
using UserDomain.Calls;
using UserDomain.Host.Wire;
using UserDomain.SignIn;

namespace UserDomain.Host.OpenApi;

/// <summary>How callers show who they are (wire contract, section 4), and what each call takes.</summary>
internal static class SecuritySchemes
{
    private const string Token = "APToken";
    private const string Basic = "Basic";
    private const string Pending = "Pending2FaToken";
    private const string RestKey = "X-API-Key";
    private const string Bearer = "Bearer";
    private static readonly string[] Key = ["APIKey", "UserId", "Nonce", "Signature"];

    public static Dictionary<string, IOpenApiSecurityScheme> Components => new(StringComparer.Ordinal)
    {
        [Token] = Header(Token, "The token of a session, as a sign-in answers it."),
        [Basic] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "User name and password, for `Authenticate`." },
        [Pending] = Header(Pending, "The token of a sign-in that waits for its second factor, for `Authenticate2FA`."),
        ["APIKey"] = Header("APIKey", "The public part of an API key; with `UserId`, `Nonce` and `Signature` in place of `APToken`."),
        ["UserId"] = Header("UserId", "Whose key it is."),
        ["Nonce"] = Header("Nonce", "Any text of at most 128 characters, good once for the key."),
        [RestKey] = Header(RestKey, "A user's key for `/v2`, as `GenerateUserRestKey` answers it."),
        [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The token of a session, for `/v2`." },
        ["Signature"] = Header("Signature", "HMAC-SHA256, in hex, of nonce, user id and key one after the other, under the key's secret."),
    };

    /// <summary>Each is one way in; an empty one is none at all.</summary>
    public static List<OpenApiSecurityRequirement> Of(CallCatalog.Entry call, OpenApiDocument document)
    {
        OpenApiSecurityRequirement Requirement(params string[] schemes) => All(document, schemes);

        return call switch
        {
            _ when call.Type == typeof(Authenticate) => [Requirement(Basic)],
            _ when call.Type == typeof(Authenticate2FA) => [Requirement(Pending), Requirement(Token)],
            { Access.IsPublic: true } => call.Type == typeof(LogOut) ? [Requirement(), Requirement(Token)] : [],
            _ => IsOpenToKeys(call) ? [Requirement(Token), Requirement(Key)] : [Requirement(Token)],
        };
    }

    /// <summary>Under <c>/v2</c>.</summary>
    public static List<OpenApiSecurityRequirement> OfRest(OpenApiDocument document) => [.. ((string[])[RestKey, Bearer, Token]).Select(scheme => All(document, scheme))];

    private static OpenApiSecurityRequirement All(OpenApiDocument document, params string[] schemes)
    {
        var all = new OpenApiSecurityRequirement();
        foreach (var scheme in schemes)
            all[new(scheme, document)] = [];
        return all;
    }

    /// <summary>Whether a program can make it by an API key.</summary>
    public static bool IsOpenToKeys(CallCatalog.Entry call) =>
        call.Access.IsPublic || (!call.Access.IsOwnLogin && (call.Access.IsOpenToKeys || !call.Type.IsAssignableTo(typeof(ICommand))));

    private static OpenApiSecurityScheme Header(string name, string description) =>
        new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = name, Description = description };
}
