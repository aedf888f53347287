using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.SignIn;

/// <summary>How a sign-in ended; with a session's token and the user where it succeeded.</summary>
public sealed record SignInResult(SignInOutcome Outcome, UserInfoView? User, Secret? Token);

/// <summary>Signs a user in by name and password, in the order of the wire contract's login gate (section 4), and opens his session.</summary>
public sealed class SignInGate(UserRepository users, IViews views, PasswordWork passwords, CallContext context)
{
    /// <exception cref="ConcurrentChangeException">The user was changed meanwhile: the session was not opened, decide again.</exception>
    public async Task<SignInResult> SignInAsync(string userName, Secret password, CancellationToken cancellationToken)
    {
        // Nothing here grows with what the user has been through, and a name that is nobody's takes the same steps: neither shows in the time.
        var userId = await views.FindUserIdAsync(TextKey.Of(userName), cancellationToken) ?? UserId.Nobody;
        var user = await views.FindAsync(userId, cancellationToken);
        var isRight = await passwords.IsRightAsync(userId, password, cancellationToken);
        var outcome = FactsOf(user?.Info).Decide(isRight);
        if (outcome != SignInOutcome.SignedIn)
            return new(outcome, null, null);

        var token = Tokens.New();
        await users.SignInAsync(
            new SessionOpened(userId, Tokens.KeyOf(token), context.Address, context.Transport), user!.Version, cancellationToken);
        return new(outcome, user.Info, token);
    }

    private static SignInFacts FactsOf(UserInfoView? user) =>
        user is null ? default : new(Exists: true, user.Locked, user.EmailVerified, user.Use2FA);
}
