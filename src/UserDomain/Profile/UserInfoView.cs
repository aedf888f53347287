using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Profile;

/// <summary>All there is to know of a user but his configuration: what is shown of him, and what access to him and his sign-ins are decided on. Holds no secret.</summary>
/// <param name="IsEnrolled">Whether he proved that he has the secret of a second factor.</param>
/// <param name="RecoveryEmail">
/// The address that a code for a new password may go to: the last one verified that is his own doing, or that he has signed in since; empty where there is none.
/// </param>
/// <param name="EmailSetByOther">Whether the present address is somebody else's doing and he has not signed in since.</param>
/// <param name="SelfRegistered">Whether he registered himself; of one who did and has proved no address it must not show that he is there.</param>
/// <param name="RecentFailures">When sign-ins failed since the last that did not; no more of them than a lock could ever take.</param>
public sealed record UserInfoView(
    long UserId, string UserName, string UserNameKey, string Email, string EmailKey, bool EmailVerified, DateTimeOffset CreatedAt,
    long AccountId, IReadOnlyList<long> Accounts, long AffiliateId, long RefererId, long OmsId, long OperatorId, bool Use2FA,
    bool CodePending, DateTimeOffset? CodeIssuedAt, bool Locked, DateTimeOffset? LockedAt, int FailedAttempts,
    IReadOnlyList<string> Permissions, bool IsEnrolled = false, string RecoveryEmail = "", bool EmailSetByOther = false,
    IReadOnlyList<DateTimeOffset>? RecentFailures = null, DateTimeOffset? ResetRequestedAt = null,
    bool SelfRegistered = false) : IUserView<UserInfoView>
{
    public static string Name => "user_info";

    public bool Holds(string permission) => Permissions.Contains(permission, StringComparer.OrdinalIgnoreCase);

    public static UserInfoView? Project(UserInfoView? view, Recorded recorded) => (recorded.Event, view) switch
    {
        (UserCreated e, _) => Created(e, recorded),
        (UserEmailChanged e, { }) => view with { Email = e.Email, EmailKey = e.EmailKey, CodePending = false, EmailSetByOther = e.BySomebodyElse },
        (UserEmailVerified, { }) => view with
        {
            EmailVerified = true,
            CodePending = false,
            RecoveryEmail = view.EmailSetByOther ? view.RecoveryEmail : view.Email,
        },
        (UserEmailUnverified, { }) => view with { EmailVerified = false },
        (UserEmailCodeIssued e, { }) => view with { CodePending = true, CodeIssuedAt = e.At },
        (UserEmailAccepted, { }) => view with { EmailSetByOther = false, RecoveryEmail = view.Email },
        (UserPasswordResetRequested e, { }) => view with { ResetRequestedAt = e.At },
        (UserPasswordChanged, { FailedAttempts: > 0 }) => view with { FailedAttempts = 0, RecentFailures = null },
        (UserAccountAdded e, { }) => view with { Accounts = [.. view.Accounts.Append(e.AccountId).Distinct().Order()] },
        (UserAccountRemoved e, { }) => view with { Accounts = [.. view.Accounts.Where(account => account != e.AccountId)] },
        (UserDefaultAccountChanged e, { }) => view with { AccountId = e.AccountId },
        (UserTwoFactorEnabled, { }) => view with { Use2FA = true },
        (UserTwoFactorConfirmed, { }) => view with { IsEnrolled = true },
        (UserTwoFactorDisabled, { }) => view with { Use2FA = false, IsEnrolled = false },
        (UserPermissionGranted e, { }) => view with { Permissions = Sorted(view.Permissions.Append(e.Permission)) },
        (UserPermissionRevoked e, { }) => view with { Permissions = Without(view.Permissions, e.Permission) },
        (UserSignInFailed e, { }) => view with { FailedAttempts = view.FailedAttempts + 1, RecentFailures = Latest(view.RecentFailures, e.At) },
        (UserFailuresCleared, { }) => view with { FailedAttempts = 0, RecentFailures = null },
        (UserLocked e, { }) => view with { Locked = true, LockedAt = e.At },
        (UserUnlocked, { }) => view with { Locked = false, LockedAt = null, FailedAttempts = 0, RecentFailures = null },
        _ => view,
    };

    private static UserInfoView Created(UserCreated e, Recorded recorded) => new(
        UserId: long.Parse(recorded.Stream.Value.AsSpan(recorded.Stream.Kind.Length + 1), System.Globalization.CultureInfo.InvariantCulture),
        e.UserName, e.UserNameKey, e.Email, e.EmailKey, e.EmailVerified, recorded.At,
        e.AccountId, [e.AccountId], e.AffiliateId, e.RefererId, e.OmsId, e.OperatorId, e.Use2FA,
        CodePending: false, CodeIssuedAt: null, Locked: false, LockedAt: null, FailedAttempts: 0, Permissions: [],
        RecoveryEmail: e.EmailVerified ? e.Email : "", SelfRegistered: e.SelfRegistered);

    private static string[] Sorted(IEnumerable<string> permissions) =>
        [.. permissions.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    private static string[] Without(IEnumerable<string> permissions, string revoked) =>
        [.. permissions.Where(permission => !permission.Equals(revoked, StringComparison.OrdinalIgnoreCase))];

    private static DateTimeOffset[] Latest(IReadOnlyList<DateTimeOffset>? before, DateTimeOffset at) =>
        [.. (before ?? []).Append(at).TakeLast(Lockout.HighestThreshold)];
}
