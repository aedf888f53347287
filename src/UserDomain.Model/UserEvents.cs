namespace UserDomain.Model;

/// <summary>
/// Something that happened to one user, or was done to a view (<see cref="ViewEvent"/>). Its shape is stored for ever: members with a default
/// may be added; none is renamed, retyped or removed. Who caused it, and when it was recorded, is kept around it; a time that a rule needs is a member.
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

/// <summary>The user signed in himself since his address was changed: what is mailed there reaches him.</summary>
[StoredAs("user_email_accepted")]
public sealed record UserEmailAccepted : UserEvent;

/// <summary>A code that sets a new password was mailed to the address that is good for it. Only a hash of the code is kept, apart from events.</summary>
[StoredAs("user_password_reset_requested")]
public sealed record UserPasswordResetRequested(DateTimeOffset At) : UserEvent;

/// <summary>There is a new password. Its verifier is kept apart from events.</summary>
[StoredAs("user_password_changed")]
public sealed record UserPasswordChanged : UserEvent;

/// <summary>The user belongs to one more account.</summary>
[StoredAs("user_account_added")]
public sealed record UserAccountAdded(long AccountId) : UserEvent;

/// <summary>The user belongs to an account no longer. It is never the default one.</summary>
[StoredAs("user_account_removed")]
public sealed record UserAccountRemoved(long AccountId) : UserEvent;

/// <summary>Another of the user's accounts is the default one.</summary>
[StoredAs("user_default_account_changed")]
public sealed record UserDefaultAccountChanged(long AccountId) : UserEvent;

/// <summary>Sign-in takes a second factor from here on.</summary>
[StoredAs("user_two_factor_enabled")]
public sealed record UserTwoFactorEnabled : UserEvent;

/// <summary>A secret for a second factor was shown to the user, and counts once he proves that he has it. It is kept apart from events.</summary>
[StoredAs("user_two_factor_secret_issued")]
public sealed record UserTwoFactorSecretIssued : UserEvent;

/// <summary>The user proved that he has the secret that was issued last: from here on it is his second factor.</summary>
[StoredAs("user_two_factor_confirmed")]
public sealed record UserTwoFactorConfirmed : UserEvent;

/// <summary>Sign-in takes no second factor, and there is no secret.</summary>
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

/// <summary>The user holds one permission less.</summary>
[StoredAs("user_permission_revoked")]
public sealed record UserPermissionRevoked(string Permission) : UserEvent;

/// <summary>A key that programs call with in the user's name. Its secret is kept apart from events.</summary>
/// <param name="ApiKey">The public part.</param>
/// <param name="Permissions">Their names with commas between; the user must hold them as well, each time the key is used.</param>
[StoredAs("user_api_key_added")]
public sealed record UserApiKeyAdded(string ApiKey, string Permissions) : UserEvent;

/// <summary>The key opens nothing any more.</summary>
[StoredAs("user_api_key_removed")]
public sealed record UserApiKeyRemoved(string ApiKey) : UserEvent;

/// <summary>The user has a key that opens the REST endpoint in his name, in place of any before it. Only a hash of it is kept, apart from events.</summary>
[StoredAs("user_rest_key_generated")]
public sealed record UserRestKeyGenerated : UserEvent;

/// <summary>No key opens the REST endpoint in the user's name any more.</summary>
[StoredAs("user_rest_key_revoked")]
public sealed record UserRestKeyRevoked : UserEvent;

/// <summary>Who registers with this tag counts as brought in by the user.</summary>
/// <param name="TagKey">What tags are compared by; no two users of the venue have the same.</param>
/// <param name="Replaces">The key of the user's tag that this one takes the place of, where it does.</param>
[StoredAs("user_affiliate_tag_set")]
public sealed record UserAffiliateTagSet(string Tag, string TagKey, string? Replaces = null) : UserEvent;

/// <summary>A password or a code was wrong; counted until the lock.</summary>
[StoredAs("user_sign_in_failed")]
public sealed record UserSignInFailed(DateTimeOffset At) : UserEvent;

/// <summary>Too many failures: no sign-in until somebody unlocks. It never ends by itself.</summary>
[StoredAs("user_locked")]
public sealed record UserLocked(DateTimeOffset At) : UserEvent;

/// <summary>The user signed in, and the count of failures starts anew.</summary>
[StoredAs("user_failures_cleared")]
public sealed record UserFailuresCleared : UserEvent;

/// <summary>Somebody ended all sessions of the user.</summary>
[StoredAs("user_sessions_ended")]
public sealed record UserSessionsEnded : UserEvent;

/// <summary>The lock is off and the count of failures starts anew.</summary>
[StoredAs("user_unlocked")]
public sealed record UserUnlocked : UserEvent;

/// <summary>The user signed in. Kept in the stream <c>signin-{id}</c>, so that signing in never conflicts with a change.</summary>
[StoredAs("user_signed_in")]
public sealed record UserSignedIn(DateTimeOffset At) : UserEvent;

/// <summary>The password was right, and a second factor is due before the user is signed in. Kept beside the sign-ins.</summary>
[StoredAs("user_password_accepted")]
public sealed record UserPasswordAccepted(DateTimeOffset At) : UserEvent;
