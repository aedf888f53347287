using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>Records how attempts to sign in ended, each resting on the version of the user that it was decided on.</summary>
public sealed class SignIns(UserRepository users, CallContext context, VenueSettings venue, TimeProvider clock)
{
    /// <summary>Counts a wrong password or code; the one that reaches the threshold locks.</summary>
    /// <param name="answer">What the call answers with then, where that is kept.</param>
    /// <exception cref="ConcurrentChangeException">The user was changed meanwhile: nothing was counted.</exception>
    public async Task FailAsync(Seen user, CancellationToken cancellationToken, object? answer = null) => await users.RecordAsync(
        user, venue.Lockout.Fail(user.Info.RecentFailures ?? [], clock.GetUtcNow()), Beside.Nothing with { Answer = answer }, cancellationToken);

    /// <summary>Opens a session, and settles what waited for the user to sign in himself: failures before it, an address that somebody else gave him.</summary>
    /// <param name="pending">What the second factor turned into this session, which then counts as confirmed.</param>
    /// <returns>The session's token, to be shown this once.</returns>
    /// <exception cref="ConcurrentChangeException">The user was changed meanwhile, or the pending one is gone: no session was opened.</exception>
    public async Task<Secret> OpenAsync(
        Seen user, SessionKind kind, CancellationToken cancellationToken, SessionKey? pending = null, string? apiKey = null)
    {
        var settled = apiKey is null ? await SettleAsync(user, cancellationToken) : user;
        var token = Tokens.New();
        var session = SessionOf(settled, token, kind) with { SecondFactorConfirmed = pending is not null, InPlaceOf = pending, ApiKey = apiKey };
        await users.SignInAsync(session, at => new UserSignedIn(at), settled.Version, cancellationToken);
        context.Becomes = new(token, session.UserId, PendingToken: null);
        return token;
    }

    /// <summary>Opens what only a second factor can turn into a session.</summary>
    /// <returns>Its token, to be shown this once.</returns>
    /// <exception cref="ConcurrentChangeException">The user was changed meanwhile: nothing was opened.</exception>
    public async Task<Secret> AcceptPasswordAsync(Seen user, CancellationToken cancellationToken)
    {
        var token = Tokens.New();
        await users.SignInAsync(SessionOf(user, token, SessionKind.Pending), at => new UserPasswordAccepted(at), user.Version, cancellationToken);
        context.Becomes = ConnectionSession.None with { PendingToken = token };
        return token;
    }

    private SessionOpened SessionOf(Seen user, Secret token, SessionKind kind) =>
        new(new(user.Info.UserId), Tokens.KeyOf(token), context.Address, context.Transport, kind);

    /// <summary>Where an address is accepted, a code for a new password that went to the one before is void.</summary>
    private async Task<Seen> SettleAsync(Seen user, CancellationToken cancellationToken)
    {
        var settled = Settled(user);
        Companion[] cleared = settled.OfType<UserEmailAccepted>().Any() ? [new ResetCodeCleared(new(user.Info.UserId))] : [];
        return await users.RecordAsync(user, settled, Beside.With(cleared), cancellationToken);
    }

    private static IReadOnlyList<UserEvent> Settled(Seen user) =>
    [
        .. user.Info.FailedAttempts > 0 ? [new UserFailuresCleared()] : Array.Empty<UserEvent>(),
        .. user.Info.EmailVerified && user.Info.RecoveryEmail != user.Info.Email ? [new UserEmailAccepted()] : Array.Empty<UserEvent>(),
    ];
}
