using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.Profile;

/// <summary>The user object of the wire, 17 members in this order and in these names, of which a transport chooses the casing (wire contract, 5.1).</summary>
/// <param name="PasswordHash">Always empty, as is <paramref name="Salt"/>.</param>
/// <param name="PendingEmailCode">The code that confirms the address, for those who reach any user; empty for everybody else.</param>
public sealed record UserObject(
    long UserId, string UserName, string Email, string PasswordHash, string PendingEmailCode, bool EmailVerified, long AccountId,
    DateTimeOffset DateTimeCreated, long AffiliateId, long RefererId, long OMSId, bool Use2FA, string Salt, DateTimeOffset PendingCodeTime,
    bool Locked, DateTimeOffset LockedTime, int NumberOfFailedAttempt)
{
    /// <summary>Without the code.</summary>
    public override string ToString() => $"user {UserId}";

    public static UserObject Of(UserInfoView user, string pendingEmailCode) => new(
        user.UserId, user.UserName, user.Email, PasswordHash: "", pendingEmailCode, user.EmailVerified, user.AccountId, user.CreatedAt,
        user.AffiliateId, user.RefererId, user.OmsId, user.Use2FA, Salt: "", user.CodeIssuedAt ?? DateTimeOffset.MinValue, user.Locked,
        user.LockedAt ?? DateTimeOffset.MinValue, user.FailedAttempts);

    /// <summary>Adds the pending code where the caller may see it: it lets whoever reads it confirm the address.</summary>
    internal static async Task<UserObject> ForAsync(UserInfoView user, Reach reach, IEmailCodes codes, CancellationToken cancellationToken)
    {
        var code = reach == Reach.Any && user.CodePending ? await codes.FindAsync(new(user.UserId), cancellationToken) : null;
        return Of(user, code?.Reveal() ?? "");
    }
}
