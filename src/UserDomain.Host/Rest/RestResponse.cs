using System.Text.Json.Serialization;
using UserDomain.EventSourcing;
using UserDomain.Host.Limits;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Host.Rest;

/// <summary>The success envelope of the REST endpoint: exactly these two members (wire contract, 9.1).</summary>
public sealed record RestData([property: JsonPropertyName("success")] bool Success, [property: JsonPropertyName("data")] object Data)
{
    public static RestData Of(object answer) => new(true, answer);
}

/// <summary>The error envelope of the REST endpoint: exactly these four members, with an HTTP status that is no success (wire contract, 9.1).</summary>
public sealed record RestResponse([property: JsonIgnore] int Status, [property: JsonPropertyName("errorCode")] string ErrorCode, [property: JsonPropertyName("message")] string Message)
{
    private const string Parameter = "InvalidParameter";
    private const string Fault = "InternalError";

    [JsonPropertyName("success"), JsonPropertyOrder(-2)]
    public bool Success => false;

    [JsonPropertyName("data"), JsonPropertyOrder(-1)]
    public object? Data => null;

    /// <summary>When it is worth trying again, where that is known.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; private init; }

    public static RestResponse NoKey { get; } = new(StatusCodes.Status401Unauthorized, "InvalidAPIKey", "The API key is missing, unknown or revoked");

    public static RestResponse NoSession { get; } = new(StatusCodes.Status401Unauthorized, "InvalidSession", "The session is missing or over");

    public static RestResponse NotFound { get; } = new(StatusCodes.Status404NotFound, "ObjectNotFound", "Not found");

    public static RestResponse NoSuchMethod { get; } = new(StatusCodes.Status405MethodNotAllowed, Parameter, "The method is not allowed here");

    public static RestResponse TooMany(TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, "RateLimitExceeded", "There are too many requests") { RetryAfter = retryAfter };

    /// <summary>
    /// The one place where what went wrong becomes what a client of the REST endpoint sees. A fault's text stays here: it may hold anything. Whether a
    /// user who may not be touched is seen at all is known to <see cref="RestGateway"/>.
    /// </summary>
    public static RestResponse Of(Exception wrong) => wrong switch
    {
        RefusedException no => Of(no.Refusal),
        BadHttpRequestException => new(StatusCodes.Status400BadRequest, Parameter, "The request is broken"),
        ConcurrentChangeException => Busy("The user is being changed by others; try again"),
        StoreUnavailableException => Busy("The store is unavailable; try again"),
        TooManyRequestsException { RetryAfter: var pause } => TooMany(pause),
        OverloadedException => Busy("Too much is under way; try again"),
        _ => new(StatusCodes.Status500InternalServerError, Fault, "Something failed; try again later"),
    };

    private static RestResponse Of(Refusal no) => no.Kind switch
    {
        RefusalKind.NotSignedIn => NoKey,
        RefusalKind.NotAuthorized => new(StatusCodes.Status403Forbidden, "AccessDenied", no.Detail ?? "Access denied"),
        RefusalKind.NotFound => NotFound with { Message = no.Detail ?? NotFound.Message },
        RefusalKind.InvalidRequest => new(StatusCodes.Status400BadRequest, Parameter, no.Detail ?? "The request is invalid"),
        RefusalKind.VersionMismatch => new(StatusCodes.Status412PreconditionFailed, Parameter, no.Detail ?? "The version does not match"),
        RefusalKind.OperationFailed => new(StatusCodes.Status400BadRequest, IsDuplicate(no) ? "DuplicateObject" : Parameter, no.Detail ?? "The operation failed"),
        RefusalKind.NotSupported => new(StatusCodes.Status400BadRequest, Parameter, no.Detail ?? "The operation is not supported"),
    };

    private static bool IsDuplicate(Refusal no) => no == Refusals.UserNameTaken || no == Refusals.EmailTaken || no == Refusals.AffiliateTagTaken;

    private static RestResponse Busy(string message) => new(StatusCodes.Status503ServiceUnavailable, Fault, message) { RetryAfter = TimeSpan.FromSeconds(1) };
}
