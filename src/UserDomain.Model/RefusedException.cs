namespace UserDomain.Model;

/// <summary>What sort of no it is. Each transport family maps these to its own codes, in one place.</summary>
public enum RefusalKind
{
    /// <summary>Nobody is signed in, and the call needs somebody.</summary>
    NotSignedIn,

    /// <summary>The caller may not do this, or not to this user.</summary>
    NotAuthorized,

    /// <summary>The request is not well formed, whatever the state is.</summary>
    InvalidRequest,

    /// <summary>Well formed and permitted, but the state forbids it.</summary>
    OperationFailed,

    /// <summary>The user is at another version than the caller goes by.</summary>
    VersionMismatch,

    /// <summary>What is named does not exist, or not for this caller.</summary>
    NotFound,

    /// <summary>The call is known, and switched off at this venue.</summary>
    NotSupported,
}

/// <summary>One no, with the sentence that a client is shown. The sentence never holds what somebody typed.</summary>
public sealed record Refusal(RefusalKind Kind, string? Detail);

/// <summary>The domain says no, and nothing of it is kept. A no that must be kept is an event instead.</summary>
public sealed class RefusedException(Refusal refusal) : Exception($"Refused: {refusal.Kind} {refusal.Detail}")
{
    public Refusal Refusal { get; } = refusal;

    public static void Unless(bool granted, Refusal refusal)
    {
        if (!granted)
            throw new RefusedException(refusal);
    }
}
