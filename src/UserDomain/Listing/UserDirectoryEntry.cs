using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Listing;

/// <summary>A user as lists of users show him. It follows the events from behind, by less than a second as a rule.</summary>
public sealed record UserDirectoryEntry(
    long UserId, string UserName, string UserNameKey, string Email, string EmailKey, bool EmailVerified, DateTimeOffset CreatedAt,
    long AccountId, IReadOnlyList<long> Accounts, long OmsId, long OperatorId, bool Use2FA, bool Locked) : IUserView<UserDirectoryEntry>
{
    public static string Name => "user_directory";

    public static bool Shows(UserEvent happened) => happened is UserCreated or UserEmailChanged or UserEmailVerified or UserEmailUnverified
        or UserAccountAdded or UserAccountRemoved or UserDefaultAccountChanged or UserTwoFactorEnabled or UserTwoFactorDisabled or UserLocked or UserUnlocked;

    public static UserDirectoryEntry? Project(UserDirectoryEntry? view, Recorded recorded) => (recorded.Event, view) switch
    {
        (UserCreated e, _) => new(
            recorded.Stream.UserOf("user")!.Value.Value, e.UserName, e.UserNameKey, e.Email, e.EmailKey, e.EmailVerified, recorded.At,
            e.AccountId, [e.AccountId], e.OmsId, e.OperatorId, e.Use2FA, Locked: false),
        (UserEmailChanged e, { }) => view with { Email = e.Email, EmailKey = e.EmailKey },
        (UserEmailVerified, { }) => view with { EmailVerified = true },
        (UserEmailUnverified, { }) => view with { EmailVerified = false },
        (UserAccountAdded e, { }) => view with { Accounts = [.. view.Accounts.Append(e.AccountId).Distinct().Order()] },
        (UserAccountRemoved e, { }) => view with { Accounts = [.. view.Accounts.Where(account => account != e.AccountId)] },
        (UserDefaultAccountChanged e, { }) => view with { AccountId = e.AccountId },
        (UserTwoFactorEnabled, { }) => view with { Use2FA = true },
        (UserTwoFactorDisabled, { }) => view with { Use2FA = false },
        (UserLocked, { }) => view with { Locked = true },
        (UserUnlocked, { }) => view with { Locked = false },
        _ => view,
    };
}
