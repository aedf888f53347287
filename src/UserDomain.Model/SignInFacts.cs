namespace UserDomain.Model;

/// <summary>Where a sign-in got to. The order is that of the wire contract's login gate (section 4).</summary>
public enum SignInOutcome
{
    /// <summary>Too many failures before; answered before the password counts for anything.</summary>
    Locked,
    WrongPassword,
    EmailNotVerified,

    /// <summary>The password was right and a second factor is due.</summary>
    SecondFactorDue,

    /// <summary>The password was right, and a second factor must be set up before anything else.</summary>
    EnrolmentDue,
    SignedIn,
}

/// <summary>What a sign-in is decided on. The default is a user who does not exist, who fails like a wrong password.</summary>
public readonly record struct SignInFacts(bool Exists, bool IsLocked, bool EmailVerified, bool Use2FA, bool IsEnrolled)
{
    public SignInOutcome Decide(bool passwordIsRight) => this switch
    {
        { IsLocked: true } => SignInOutcome.Locked,
        { Exists: false } => SignInOutcome.WrongPassword,
        _ when !passwordIsRight => SignInOutcome.WrongPassword,
        { EmailVerified: false } => SignInOutcome.EmailNotVerified,
        { Use2FA: true, IsEnrolled: true } => SignInOutcome.SecondFactorDue,
        { Use2FA: true } => SignInOutcome.EnrolmentDue,
        _ => SignInOutcome.SignedIn,
    };
}
