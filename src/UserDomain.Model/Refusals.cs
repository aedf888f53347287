namespace UserDomain.Model;

/// <summary>Every no with a text of its own (wire contract, section 3, for the texts).</summary>
public static class Refusals
{
    public static Refusal NotSignedIn { get; } = new(RefusalKind.NotSignedIn, null);
    public static Refusal NotAuthorized { get; } = new(RefusalKind.NotAuthorized, null);

    public static Refusal UserUnknown { get; } = new(RefusalKind.NotFound, "User not Found");
    public static Refusal KeyUnknown { get; } = new(RefusalKind.NotFound, "Key not Found");
    public static Refusal OmsUnknown { get; } = new(RefusalKind.NotFound, "OMS not Found");
    public static Refusal OperatorUnknown { get; } = new(RefusalKind.NotFound, "Operator not Found");
    public static Refusal AffiliateUnknown { get; } = new(RefusalKind.NotFound, "Affiliate not Found");
    public static Refusal RefererUnknown { get; } = new(RefusalKind.NotFound, "Referer not Found");
    public static Refusal AffiliateTagUnknown { get; } = new(RefusalKind.NotFound, "AffiliateTag not Found");
    public static Refusal ApiKeyUnknown { get; } = new(RefusalKind.NotFound, "APIKey not Found");
    public static Refusal PermissionUnknown { get; } = new(RefusalKind.NotFound, "Permission not Found");

    public static Refusal SessionUnknown { get; } = new(RefusalKind.NotFound, "Session not Found");
    public static Refusal CallUnknown { get; } = new(RefusalKind.NotFound, "Endpoint Not Found");

    public static Refusal UserNameTaken { get; } = new(RefusalKind.OperationFailed, "UserName already in use");
    public static Refusal EmailTaken { get; } = new(RefusalKind.OperationFailed, "Email already in use");

    public static Refusal AffiliateTagTaken { get; } = new(RefusalKind.OperationFailed, "AffiliateTag already in use");
    public static Refusal DefaultAccount { get; } = new(RefusalKind.OperationFailed, "The default account cannot be removed");
    public static Refusal CodeWrong { get; } = new(RefusalKind.OperationFailed, "Code is wrong or expired");
    public static Refusal TooManyApiKeys { get; } = new(RefusalKind.OperationFailed, "There are too many API keys");

    public static Refusal SecondFactorOn { get; } = new(RefusalKind.OperationFailed, "Second factor is already enabled");
    public static Refusal SecondFactorRequired { get; } = new(RefusalKind.NotAuthorized, "Second factor is Required");

    public static Refusal ViewNotStopped { get; } = new(RefusalKind.OperationFailed, "The view is not stopped");
    public static Refusal ViewStoppedElsewhere { get; } = new(RefusalKind.OperationFailed, "Another event stopped the view");

    public static Refusal SwitchedOff { get; } = new(RefusalKind.NotSupported, null);

    public static Refusal NoUserNamed { get; } = new(RefusalKind.InvalidRequest, "UserId or UserName is Required");
    public static Refusal UserNameMismatch { get; } = new(RefusalKind.InvalidRequest, "UserName does not match UserId");
    public static Refusal TooManyKeys { get; } = new(RefusalKind.InvalidRequest, "Config has too many keys");
    public static Refusal TooMuchConfig { get; } = new(RefusalKind.InvalidRequest, "Config is too long");

    public static Refusal TooManyAffiliateTags { get; } = new(RefusalKind.InvalidRequest, "User has too many affiliate tags");
    public static Refusal AffiliateMismatch { get; } = new(RefusalKind.InvalidRequest, "AffiliateId does not match AffiliateTag");

    public static Refusal IdempotencyKeyReused { get; } = new(RefusalKind.InvalidRequest, "Idempotency-Key reused");
    public static Refusal IfMatchInvalid { get; } = new(RefusalKind.InvalidRequest, "If-Match is invalid");
    public static Refusal VersionMismatch { get; } = new(RefusalKind.VersionMismatch, "Version does not match");

    public static Refusal CursorUnknown { get; } = new(RefusalKind.InvalidRequest, "After belongs to another question");

    public static Refusal VersionUnknown { get; } = new(RefusalKind.NotFound, "Version not Found");

    public static Refusal Invalid(string detail) => new(RefusalKind.InvalidRequest, detail);
}
