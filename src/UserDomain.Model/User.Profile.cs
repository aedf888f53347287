namespace UserDomain.Model;

/// <summary>What is to be different about a user; null is unchanged.</summary>
/// <param name="NewPassword">Whether there is a new password that differs from the present one.</param>
/// <param name="At">When a confirmation code for a changed address counts as issued.</param>
public sealed record ProfileChange(
    string? Email, bool? EmailVerified, long? AccountId, bool? Use2FA, bool NewPassword, DateTimeOffset At);

/// <summary>In what capacity somebody changes a user (wire contract, section 6).</summary>
/// <param name="Administers">He reaches any user, so privileged fields are open to him.</param>
/// <param name="IsTheUser">It is the user himself.</param>
/// <param name="SecondFactorConfirmed">His session was opened with a second factor.</param>
/// <param name="IsProgram">He comes by an API key, which changes nothing here, whatever it holds: these are credentials, and accounts decide who reaches them.</param>
public sealed record Editor(bool Administers, bool IsTheUser, bool SecondFactorConfirmed, bool IsProgram = false)
{
    /// <summary>Whether he may set the password at all. Who may not is refused before it is looked at, or it would be a way to guess.</summary>
    public bool MaySetPassword => !IsProgram && (IsTheUser || Administers);
}

public sealed partial record User
{
    /// <summary>Changes what was given and differs. A privileged field with its current value is fine, with another one it takes an administrator.</summary>
    public IReadOnlyList<UserEvent> ChangeProfile(ProfileChange change, Editor editor)
    {
        MustExist();
        UserEvent[] decided =
        [
            .. ChangePassword(change.NewPassword, editor),
            .. ChangeEmail(change, editor),
            .. ChangeAccount(change.AccountId ?? AccountId, editor),
            .. ChangeTwoFactor(change.Use2FA ?? Use2FA, editor),
        ];
        RefusedException.Unless(!editor.IsProgram || decided is [], Refusals.NotAuthorized);
        return decided;
    }

    private static UserEvent[] ChangePassword(bool isNew, Editor editor)
    {
        RefusedException.Unless(!isNew || editor.MaySetPassword, Refusals.NotAuthorized);
        return isNew ? [new UserPasswordChanged()] : [];
    }

    private List<UserEvent> ChangeEmail(ProfileChange change, Editor editor)
    {
        RefusedException.Unless(editor.Administers || (change.EmailVerified ?? EmailVerified) == EmailVerified, Refusals.NotAuthorized);
        var changes = change.Email is { } given && given != Email;
        var verified = editor.Administers ? change.EmailVerified ?? EmailVerified : EmailVerified && !changes;

        var decided = new List<UserEvent>();
        if (changes)
            decided.Add(new UserEmailChanged(change.Email!, TextKey.Of(change.Email!), BySomebodyElse: !editor.IsTheUser));
        if (verified != EmailVerified)
            decided.Add(verified ? new UserEmailVerified() : new UserEmailUnverified());
        if (changes && !verified) // the code for the old address must not confirm the new one
            decided.Add(new UserEmailCodeIssued(change.At));
        return decided;
    }

    private IEnumerable<UserEvent> ChangeAccount(long accountId, Editor editor)
    {
        if (accountId == AccountId)
            return [];
        RefusedException.Unless(editor.Administers, Refusals.NotAuthorized);
        var moved = new UserDefaultAccountChanged(accountId);
        return Accounts.Contains(accountId) ? [moved] : [new UserAccountAdded(accountId), moved];
    }

    private UserEvent[] ChangeTwoFactor(bool on, Editor editor)
    {
        if (on == Use2FA)
            return [];
        var mayTurnOff = editor.IsTheUser ? editor.SecondFactorConfirmed : editor.Administers;
        RefusedException.Unless(on || mayTurnOff, Refusals.NotAuthorized);
        return on ? [new UserTwoFactorEnabled()] : [new UserTwoFactorDisabled()];
    }
}
