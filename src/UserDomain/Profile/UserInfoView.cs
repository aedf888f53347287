using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Profile;

/// <summary>All there is to know of a user but his configuration: what is shown of him, and what access to him is decided on. Holds no secret.</summary>
public sealed record UserInfoView(
    long UserId, string UserName, string UserNameKey, string Email, string EmailKey, bool EmailVerified, DateTimeOffset CreatedAt,
    long AccountId, IReadOnlyList<long> Accounts, long AffiliateId, long RefererId, long OmsId, long OperatorId, bool Use2FA,
    bool CodePending, DateTimeOffset? CodeIssuedAt, bool Locked, DateTimeOffset? LockedAt, int FailedAttempts,
    IReadOnlyList<string> Permissions) : IUserView<UserInfoView>
{
    public static string Name => "user_info";

    public bool Holds(string permission) => Permissions.Contains(permission, StringComparer.OrdinalIgnoreCase);

    public static UserInfoView? Project(UserInfoView? view, Recorded recorded) => (recorded.Event, view) switch
    {
        (UserCreated e, _) => Created(e, recorded),
        (UserEmailChanged e, { }) => view with { Email = e.Email, EmailKey = e.EmailKey, CodePending = false },
        (UserEmailVerified, { }) => view with { EmailVerified = true, CodePending = false },
        (UserEmailUnverified, { }) => view with { EmailVerified = false },
        (UserEmailCodeIssued e, { }) => view with { CodePending = true, CodeIssuedAt = e.At },
        (UserPasswordChanged, { FailedAttempts: > 0 }) => view with { FailedAttempts = 0 },
        (UserAccountAdded e, { }) => view with { Accounts = [.. view.Accounts.Append(e.AccountId).Distinct().Order()] },
        (UserDefaultAccountChanged e, { }) => view with { AccountId = e.AccountId },
        (UserTwoFactorEnabled, { }) => view with { Use2FA = true },
        (UserTwoFactorDisabled, { }) => view with { Use2FA = false },
        (UserPermissionGranted e, { }) => view with { Permissions = Sorted(view.Permissions.Append(e.Permission)) },
        (UserSignInFailed, { }) => view with { FailedAttempts = view.FailedAttempts + 1 },
        (UserLocked e, { }) => view with { Locked = true, LockedAt = e.At },
        (UserUnlocked, { }) => view with { Locked = false, LockedAt = null, FailedAttempts = 0 },
        _ => view,
    };

    private static UserInfoView Created(UserCreated e, Recorded recorded) => new(
        UserId: long.Parse(recorded.Stream.Value.AsSpan(recorded.Stream.Kind.Length + 1), System.Globalization.CultureInfo.InvariantCulture),
        e.UserName, e.UserNameKey, e.Email, e.EmailKey, e.EmailVerified, recorded.At,
        e.AccountId, [e.AccountId], e.AffiliateId, e.RefererId, e.OmsId, e.OperatorId, e.Use2FA,
        CodePending: false, CodeIssuedAt: null, Locked: false, LockedAt: null, FailedAttempts: 0, Permissions: []);

    private static string[] Sorted(IEnumerable<string> permissions) =>
        [.. permissions.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
}
