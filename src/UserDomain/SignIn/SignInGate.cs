using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.SignIn;

/// <summary>How a sign-in ended; with the user and the token of what was opened for him, where the password was right and counts.</summary>
public sealed record SignInResult(SignInOutcome Outcome, UserInfoView? User = null, Secret? Token = null);

/// <summary>
/// Signs a user in by name and password, in the order of the wire contract's login gate (section 4). It decides on the info view, so
/// nothing here grows with what the user has been through; a name that is nobody's is counted, locked and answered alike.
/// </summary>
public sealed class SignInGate(
    IViews views, IStrangers strangers, PasswordWork passwords, SignIns signIns, UserQueue queue, EvenAnswers even, VenueSettings venue, TimeProvider clock)
{
    /// <exception cref="ConcurrentChangeException">The user was changed meanwhile: nothing was opened or counted, decide again.</exception>
    public async Task<SignInResult> SignInAsync(string userName, Secret password, CancellationToken cancellationToken)
    {
        var key = TextKey.Of(userName);
        var result = await views.FindUserIdAsync(key, cancellationToken) is { } userId
            ? await SignInAsync(userId, password, cancellationToken)
            : new(await TurnAwayAsync(key, password, cancellationToken));
        if (result.Token is null)
            await even.WaitAsync(cancellationToken);
        return result;
    }

    private async Task<SignInResult> SignInAsync(UserId userId, Secret password, CancellationToken cancellationToken)
    {
        if ((await views.FindAsync(userId, cancellationToken))!.Info.Locked)
            return new(SignInOutcome.Locked); // before the password is looked at: a lock must not tell which one is right
        await passwords.IsRightAsync(userId, password, cancellationToken); // hashed before the turn, remembered for the decision

        using var turn = await queue.EnterAsync(userId, cancellationToken);
        var user = (await views.FindAsync(userId, cancellationToken))!;
        var isRight = await passwords.IsRightAsync(userId, password, cancellationToken); // read after the version that is asserted
        var outcome = FactsOf(user.Info).Decide(isRight);
        switch (outcome)
        {
            case SignInOutcome.WrongPassword:
                await signIns.FailAsync(user, cancellationToken);
                return new(outcome);
            case SignInOutcome.SecondFactorDue:
                return new(outcome, user.Info, await signIns.AcceptPasswordAsync(user, cancellationToken));
            case SignInOutcome.EnrolmentDue:
                return new(outcome, user.Info, await signIns.OpenAsync(user, SessionKind.Enrolling, cancellationToken));
            case SignInOutcome.SignedIn:
                return new(outcome, user.Info, await signIns.OpenAsync(user, SessionKind.Open, cancellationToken));
            default:
                return new(outcome);
        }
    }

    /// <summary>Takes the steps that a user's sign-in takes, so that neither answer nor time tells that there is none of that name.</summary>
    private async Task<SignInOutcome> TurnAwayAsync(string nameKey, Secret password, CancellationToken cancellationToken)
    {
        if ((await strangers.FindAsync(nameKey, cancellationToken)).IsLocked)
            return SignInOutcome.Locked;
        await passwords.MatchesAsync((await strangers.FindAsync(nameKey, cancellationToken)).Verifier, password, cancellationToken);

        var stranger = await strangers.FindAsync(nameKey, cancellationToken);
        var isRight = await passwords.MatchesAsync((await strangers.FindAsync(nameKey, cancellationToken)).Verifier, password, cancellationToken);
        if (stranger.IsLocked)
            return SignInOutcome.Locked;
        if (isRight)
            return SignInOutcome.EmailNotVerified; // as it would be, had the registration been what it seemed to be
        return await strangers.FailAsync(nameKey, clock.GetUtcNow(), venue.Lockout, cancellationToken)
            ? SignInOutcome.WrongPassword
            : SignInOutcome.Locked;
    }

    internal static SignInFacts FactsOf(UserInfoView user) => new(Exists: true, user.Locked, user.EmailVerified, user.Use2FA, user.IsEnrolled);
}
