using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Registration;

/// <summary>A user as a call plans him: what <see cref="NewUser"/> says, before ids, codes and hashes are drawn.</summary>
/// <param name="AccountId">The default account; none draws a new one.</param>
/// <param name="AffiliateTag">The tag that he came by, where he did; its owner is the affiliate.</param>
public sealed record PlannedUser(
    string UserName, string Email, bool EmailVerified, long? AccountId, long OmsId, long OperatorId, long AffiliateId, long RefererId,
    bool Use2FA, bool SelfRegistered, Secret? Password, IReadOnlyList<string> Permissions, IReadOnlyList<ConfigPair> Config,
    string? AffiliateTag = null);

/// <summary>Makes users, whoever asks for it.</summary>
public sealed class NewUsers(UserRepository users, IViews views, IIds ids, PasswordWork passwords, VenueSettings venue, TimeProvider clock)
{
    /// <exception cref="RefusedException">The name or the address is another user's. Nothing of the new user is left behind but an id that nobody gets.</exception>
    public async Task<UserId> CreateAsync(PlannedUser planned, CancellationToken cancellationToken)
    {
        var accountId = planned.AccountId ?? await ids.NextAccountAsync(cancellationToken);
        return await CreateAsync(planned, await ids.NextUserAsync(cancellationToken), accountId, cancellationToken);
    }

    /// <summary>The same under given ids; a user who exists under that id stays as he is.</summary>
    public async Task<UserId> CreateAsync(PlannedUser planned, UserId userId, long accountId, CancellationToken cancellationToken)
    {
        var verifier = planned.Password is { } password ? await passwords.HashAsync(password, cancellationToken) : null;
        var user = new NewUser(
            planned.UserName, planned.Email, planned.EmailVerified, accountId, planned.OmsId, planned.OperatorId, planned.AffiliateId,
            planned.RefererId, planned.Use2FA, planned.SelfRegistered, HasPassword: verifier is not null, planned.Permissions, planned.Config,
            CodeIssuedAt: planned.EmailVerified ? null : clock.GetUtcNow(), planned.AffiliateTag);

        await users.ChangeAsync(
            UserState.None(userId), none => none.Create(user, venue.MaximumConfigBytes),
            decided => Beside.With(Companions.Of(userId, decided, verifier, spared: null)), cancellationToken);
        return userId;
    }

    /// <summary>Who brings in others by this tag, in any case, if he is of that OMS.</summary>
    public async Task<UserId?> FindByTagAsync(string tag, long omsId, CancellationToken cancellationToken) =>
        await views.FindUserIdByTagAsync(TextKey.Of(tag), cancellationToken) is { } owner
        && (await views.FindAsync(owner, cancellationToken))?.Info.OmsId == omsId
            ? owner
            : null;

    /// <summary>Refuses an id that is no user's of that OMS, unless the venue takes those of others; none is fine.</summary>
    public async Task MustKnowAsync(long? userId, long omsId, Refusal unknown, CancellationToken cancellationToken)
    {
        if (userId is { } id && !venue.AllowForeignAffiliates)
            RefusedException.Unless((await views.FindAsync(new(id), cancellationToken))?.Info.OmsId == omsId, unknown);
    }
}
