namespace UserDomain.Model;

/// <summary>
/// Something that happened to one user. Its shape is stored for ever: members with a default may be added; none is renamed, retyped
/// or removed. Who caused it, and when it was recorded, is kept around it; a time that a rule needs is a member.
/// </summary>
public abstract record UserEvent
{
    private protected UserEvent() { }
}

/// <summary>The name that an event has in the database, chosen once; search the code for it to come from a row to here.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StoredAsAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The user exists from here on, under a name that never changes. The account is the default one, and linked.</summary>
[StoredAs("user_created")]
public sealed record UserCreated(
    string UserName, string UserNameKey, string Email, string EmailKey, long AccountId, long OmsId, long OperatorId,
    long AffiliateId, long RefererId, bool Use2FA, bool EmailVerified, bool SelfRegistered, string? AffiliateTag = null) : UserEvent;

/// <summary>Another address; a code that was on its way to the old one is void.</summary>
[StoredAs("user_email_changed")]
public sealed record UserEmailChanged(string Email, string EmailKey, bool BySomebodyElse) : UserEvent;

/// <summary>The address is known to be the user's; sign-in is possible, and no code is pending.</summary>
[StoredAs("user_email_verified")]
public sealed record UserEmailVerified : UserEvent;

/// <summary>The address counts as unproven; sign-in is refused.</summary>
[StoredAs("user_email_unverified")]
public sealed record UserEmailUnverified : UserEvent;

/// <summary>A confirmation code was made in place of any before it. The code itself is kept apart from events.</summary>
[StoredAs("user_email_code_issued")]
public sealed record UserEmailCodeIssued(DateTimeOffset At) : UserEvent;

/// <summary>There is a new password. Its verifier is kept apart from events.</summary>
[StoredAs("user_password_changed")]
public sealed record UserPasswordChanged : UserEvent;

/// <summary>The user belongs to one more account.</summary>
[StoredAs("user_account_added")]
public sealed record UserAccountAdded(long AccountId) : UserEvent;

/// <summary>Another of the user's accounts is the default one.</summary>
[StoredAs("user_default_account_changed")]
public sealed record UserDefaultAccountChanged(long AccountId) : UserEvent;

/// <summary>Sign-in takes a second factor from here on.</summary>
[StoredAs("user_two_factor_enabled")]
public sealed record UserTwoFactorEnabled : UserEvent;

/// <summary>Sign-in takes no second factor.</summary>
[StoredAs("user_two_factor_disabled")]
public sealed record UserTwoFactorDisabled : UserEvent;

/// <summary>A value was put under a key, in place of any that was there.</summary>
[StoredAs("user_config_set")]
public sealed record UserConfigSet(string Key, string Value) : UserEvent;

/// <summary>A key was taken out, with its value.</summary>
[StoredAs("user_config_removed")]
public sealed record UserConfigRemoved(string Key) : UserEvent;

/// <summary>The user holds one more permission.</summary>
[StoredAs("user_permission_granted")]
public sealed record UserPermissionGranted(string Permission) : UserEvent;

/// <summary>A password was wrong; counted until the lock.</summary>
[StoredAs("user_sign_in_failed")]
public sealed record UserSignInFailed(DateTimeOffset At) : UserEvent;

/// <summary>Too many failures: no sign-in until somebody unlocks. It never ends by itself.</summary>
[StoredAs("user_locked")]
public sealed record UserLocked(DateTimeOffset At) : UserEvent;

/// <summary>The lock is off and the count of failures starts anew.</summary>
[StoredAs("user_unlocked")]
public sealed record UserUnlocked : UserEvent;

/// <summary>The user signed in. Kept in the stream <c>signin-{id}</c>, so that signing in never conflicts with a change.</summary>
[StoredAs("user_signed_in")]
public sealed record UserSignedIn(DateTimeOffset At) : UserEvent;
