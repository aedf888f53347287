using System.Text.Json.Serialization;
using UserDomain.EventSourcing;
using UserDomain.Host.Limits;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Host.Wire;

/// <summary>The standard response object, its four members always there and in this order (wire contract, section 3).</summary>
public sealed record StandardResponse(
    [property: JsonPropertyName("result")] bool Result,
    [property: JsonPropertyName("errormsg")] string? ErrorMessage,
    [property: JsonPropertyName("errorcode")] int ErrorCode,
    [property: JsonPropertyName("detail")] string? Detail)
{
    public static StandardResponse Success { get; } = new(true, null, 0, null);

    /// <summary>The one place where what went wrong becomes what an AlphaPoint-style client sees. A fault's text stays here: it may hold anything.</summary>
    public static StandardResponse Of(Exception wrong) => wrong switch
    {
        RefusedException no => Of(no.Refusal),
        BadHttpRequestException => Of(Refusals.Invalid("The request is broken")),
        ConcurrentChangeException => Fault("The user is being changed by others; try again"),
        StoreUnavailableException => Fault("The store is unavailable; try again"),
        TooManyRequestsException => Fault("Too many requests; try again later"),
        OverloadedException => Fault("Too much is under way; try again"),
        _ => Fault(null),
    };

    private static StandardResponse Of(Refusal no)
    {
        var (code, text) = no.Kind switch
        {
            RefusalKind.NotSignedIn => (20, "Not Authorized"),
            RefusalKind.NotAuthorized => (20, "Not Authorized"),
            RefusalKind.InvalidRequest => (100, "Invalid Request"),
            RefusalKind.OperationFailed => (101, "Operation Failed"),
            RefusalKind.NotFound => (104, "Resource Not Found"),
            RefusalKind.NotSupported => (106, "Operation Not Supported"),
        };
        return new(false, text, code, no.Detail);
    }

    private static StandardResponse Fault(string? detail) => new(false, "Server Error", 102, detail);
}
