using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Registration;

/// <summary>A user as a call plans him: what <see cref="NewUser"/> says, before ids, codes and hashes are drawn.</summary>
/// <param name="AccountId">The default account; none draws a new one.</param>
/// <param name="AffiliateTag">The tag that he came by, where he did; its owner is the affiliate.</param>
public sealed record PlannedUser(
    string UserName, string Email, bool EmailVerified, long? AccountId, long OmsId, long OperatorId, long AffiliateId, long RefererId,
    bool Use2FA, bool SelfRegistered, Secret? Password, IReadOnlyList<string> Permissions, IReadOnlyList<ConfigPair> Config,
    string? AffiliateTag = null)
{
    /// <summary>What his password is verified against, where he comes with that in place of one.</summary>
    public Secret? Verifier { get; init; }
}

/// <summary>Makes users, whoever asks for it.</summary>
public sealed class NewUsers(
    UserRepository users, IViews views, IStrangers strangers, IIds ids, PasswordWork passwords, Companions companions, Letters letters,
    VenueSettings venue, CallContext context, TimeProvider clock)
{
    /// <param name="answer">What the call answers with, by the new user's id.</param>
    /// <exception cref="RefusedException">The name or the address is another user's. Nothing of the new user is left behind but an id that nobody gets.</exception>
    public async Task<UserId> CreateAsync(PlannedUser planned, Func<UserId, object> answer, CancellationToken cancellationToken)
    {
        var accountId = planned.AccountId ?? await ids.NextAccountAsync(cancellationToken);
        var userId = await ids.NextUserAsync(cancellationToken);
        return await CreateAsync(planned, userId, accountId, answer(userId), cancellationToken);
    }

    /// <summary>The same under given ids; a user who exists under that id stays as he is.</summary>
    public async Task<UserId> CreateAsync(PlannedUser planned, UserId userId, long accountId, object answer, CancellationToken cancellationToken)
    {
        await AppendAsync(planned, userId, NewUserOf(planned, accountId), _ => [], answer, cancellationToken);
        return userId;
    }

    /// <summary>The same with what else is decided of him, under an id that is nobody's or a new one.</summary>
    public async Task ImportAsync(PlannedUser planned, long? userId, Func<User, IReadOnlyList<UserEvent>> also, CancellationToken cancellationToken)
    {
        var accountId = planned.AccountId ?? await ids.NextAccountAsync(cancellationToken);
        var id = userId is { } given ? new UserId(given) : await ids.NextUserAsync(cancellationToken);
        await AppendAsync(planned, id, NewUserOf(planned, accountId), also, Done.Instance, cancellationToken);
    }

    /// <summary>Takes the decisions of an import, and appends nothing.</summary>
    public void Check(PlannedUser planned, Func<User, IReadOnlyList<UserEvent>> also) => Decide(User.None, NewUserOf(planned, planned.AccountId ?? 0), also);

    private async Task AppendAsync(
        PlannedUser planned, UserId userId, NewUser user, Func<User, IReadOnlyList<UserEvent>> also, object answer, CancellationToken cancellationToken)
    {
        var verifier = planned.Verifier ?? (planned.Password is { } password ? await passwords.HashAsync(password, cancellationToken) : null);
        await users.ChangeAsync(
            UserState.None(userId), none => Decide(none, user, also),
            decided => Beside.With(companions.Of(decided, verifier, spared: null)) with { Answer = answer }, cancellationToken);
    }

    private IReadOnlyList<UserEvent> Decide(User none, NewUser user, Func<User, IReadOnlyList<UserEvent>> also)
    {
        var created = none.Create(user, venue.MaximumConfigBytes);
        return [.. created, .. also(created.Aggregate(none, User.Evolve))];
    }

    /// <summary>
    /// Takes every step of a creation but to create: the name looks registered from then on, by somebody who has yet to confirm his
    /// address, and the user whose address it is is told.
    /// </summary>
    /// <returns>An id that nobody gets.</returns>
    /// <exception cref="RefusedException">What would be refused of a creation, or the name looks registered already.</exception>
    public async Task<UserId> PretendAsync(PlannedUser planned, UserId owner, Func<UserId, object> answer, CancellationToken cancellationToken)
    {
        var accountId = await ids.NextAccountAsync(cancellationToken);
        var userId = await ids.NextUserAsync(cancellationToken);
        var verifier = await passwords.HashAsync(planned.Password!, cancellationToken);
        User.None.Create(NewUserOf(planned, accountId), venue.MaximumConfigBytes);

        var address = (await views.FindAsync(owner, cancellationToken))!.Info.Email;
        var told = letters.AlreadyRegistered(address, clock.GetUtcNow());
        var kept = context.Keeping?.Keep(answer(userId));
        RefusedException.Unless(
            await strangers.ReserveAsync(TextKey.Of(planned.UserName), verifier, told, kept, cancellationToken), Refusals.UserNameTaken);
        if (kept is not null)
            context.Keeping!.IsKeptAs(kept);
        return userId;
    }

    private NewUser NewUserOf(PlannedUser planned, long accountId) => new(
        planned.UserName, planned.Email, planned.EmailVerified, accountId, planned.OmsId, planned.OperatorId, planned.AffiliateId,
        planned.RefererId, planned.Use2FA, planned.SelfRegistered, HasPassword: (planned.Verifier ?? planned.Password) is not null, planned.Permissions, planned.Config,
        CodeIssuedAt: planned.EmailVerified ? null : clock.GetUtcNow(), planned.AffiliateTag);

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
