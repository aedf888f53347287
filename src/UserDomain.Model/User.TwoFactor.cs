namespace UserDomain.Model;

public sealed partial record User
{
    /// <summary>A secret for a second factor, in place of one that was not confirmed. A confirmed one must be given up first, or who steals a session could put his own in its place.</summary>
    public IReadOnlyList<UserEvent> IssueTwoFactorSecret()
    {
        MustExist();
        RefusedException.Unless(!IsEnrolled, Refusals.SecondFactorOn);
        return [new UserTwoFactorSecretIssued()];
    }

    /// <summary>The user has proved that he has the secret: from here on sign-in asks for it.</summary>
    public IReadOnlyList<UserEvent> ConfirmTwoFactor()
    {
        MustExist();
        if (IsEnrolled)
            return [];
        return Use2FA ? [new UserTwoFactorConfirmed()] : [new UserTwoFactorConfirmed(), new UserTwoFactorEnabled()];
    }

    /// <summary>Sign-in asks for no second factor any more.</summary>
    public IReadOnlyList<UserEvent> DisableTwoFactor()
    {
        MustExist();
        return Use2FA || IsEnrolled ? [new UserTwoFactorDisabled()] : [];
    }
}
