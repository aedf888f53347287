using System.Collections.Immutable;
using System.Diagnostics;

namespace UserDomain.Model;

/// <summary>
/// What the decisions about one user need to know, folded from that user's events and from nothing else.
/// What can be decided stands beside this file, a topic a file: <c>User.Config.cs</c> and so on.
/// </summary>
public sealed partial record User
{
    /// <summary>A user to whom nothing has happened yet.</summary>
    public static User None { get; } = new();

    public bool Exists { get; private init; }
    public string UserNameKey { get; private init; } = "";
    public string Email { get; private init; } = "";
    public bool EmailVerified { get; private init; }
    public long AccountId { get; private init; }
    public long OmsId { get; private init; }
    public ImmutableSortedSet<long> Accounts { get; private init; } = [];
    public bool Use2FA { get; private init; }

    /// <summary>Whether the user proved that he has the secret of a second factor.</summary>
    public bool IsEnrolled { get; private init; }

    public bool IsLocked { get; private init; }
    public int FailedAttempts { get; private init; }
    public ImmutableSortedSet<string> Permissions { get; private init; } = ImmutableSortedSet.Create<string>(StringComparer.OrdinalIgnoreCase);
    public ImmutableSortedSet<string> ApiKeys { get; private init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Whether a key opens the REST endpoint in his name.</summary>
    public bool HasRestKey { get; private init; }

    /// <summary>By their keys, in the order in which they were set.</summary>
    public ImmutableList<string> AffiliateTags { get; private init; } = [];

    public UserConfig Config { get; private init; } = UserConfig.Empty;

    private User() { }

    public static User Fold(IEnumerable<UserEvent> history) => history.Aggregate(None, Evolve);

    /// <summary>One arm for each event, and no rule: what was recorded has happened, whatever we think of it now.</summary>
    public static User Evolve(User user, UserEvent happened) => happened switch
    {
        UserCreated e => user with
        {
            Exists = true,
            UserNameKey = e.UserNameKey,
            Email = e.Email,
            EmailVerified = e.EmailVerified,
            AccountId = e.AccountId,
            OmsId = e.OmsId,
            Accounts = user.Accounts.Add(e.AccountId),
            Use2FA = e.Use2FA,
        },
        UserEmailChanged e => user with { Email = e.Email },
        UserEmailVerified => user with { EmailVerified = true },
        UserEmailUnverified => user with { EmailVerified = false },
        UserEmailCodeIssued or UserEmailAccepted or UserPasswordResetRequested => user,
        UserPasswordChanged => user with { FailedAttempts = 0 },
        UserAccountAdded e => user with { Accounts = user.Accounts.Add(e.AccountId) },
        UserAccountRemoved e => user with { Accounts = user.Accounts.Remove(e.AccountId) },
        UserDefaultAccountChanged e => user with { AccountId = e.AccountId },
        UserTwoFactorEnabled => user with { Use2FA = true },
        UserTwoFactorSecretIssued => user,
        UserTwoFactorConfirmed => user with { IsEnrolled = true },
        UserTwoFactorDisabled => user with { Use2FA = false, IsEnrolled = false },
        UserConfigSet e => user with { Config = user.Config.Set(e.Key, e.Value) },
        UserConfigRemoved e => user with { Config = user.Config.Remove(e.Key) },
        UserPermissionGranted e => user with { Permissions = user.Permissions.Add(e.Permission) },
        UserPermissionRevoked e => user with { Permissions = user.Permissions.Remove(e.Permission) },
        UserApiKeyAdded e => user with { ApiKeys = user.ApiKeys.Add(e.ApiKey) },
        UserApiKeyRemoved e => user with { ApiKeys = user.ApiKeys.Remove(e.ApiKey) },
        UserRestKeyGenerated => user with { HasRestKey = true },
        UserRestKeyRevoked => user with { HasRestKey = false },
        UserAffiliateTagSet e => user with { AffiliateTags = user.AffiliateTags.Remove(e.Replaces ?? "", StringComparer.Ordinal).Add(e.TagKey) },
        UserSignInFailed => user with { FailedAttempts = user.FailedAttempts + 1 },
        UserLocked => user with { IsLocked = true },
        UserUnlocked => user with { IsLocked = false, FailedAttempts = 0 },
        UserFailuresCleared => user with { FailedAttempts = 0 },
        UserSignedIn or UserPasswordAccepted or UserSessionsEnded => user,
        ViewEvent => user,
        _ => throw new UnreachableException($"User.Evolve has no arm for {happened.GetType().Name}."),
    };

    private void MustExist() => RefusedException.Unless(Exists, Refusals.UserUnknown);
}
