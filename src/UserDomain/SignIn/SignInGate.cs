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
        var userId = await views.FindUserIdAsync(TextKey.Of(userName), cancellationToken);
        var state = await users.LoadAsync(userId ?? default, cancellationToken);

        // Hashed also for the locked and the unknown: the answer takes as long for everybody.
        var isRight = await passwords.IsRightAsync(userId, password, cancellationToken);
        var outcome = state.User.SignIn(isRight);
        if (outcome != SignInOutcome.SignedIn)
            return new(outcome, null, null);

        var token = Tokens.New();
        await users.SignInAsync(
            state, new SessionOpened(state.UserId, Tokens.KeyOf(token), context.Address, context.Transport), cancellationToken);
        return new(outcome, state.Info, token);
    }
}
