using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.ApiKeys;

/// <summary>
/// Opens a session by an API key: it is bounded by the key and ends with it, and was not confirmed with a second factor, which a key is
/// never asked for. Failures are not counted: who knows no more than the public part could lock the user out.
/// </summary>
public sealed class ApiKeySignIn(ApiKeyCheck keys, SignIns signIns, EvenAnswers even)
{
    private bool nonceTaken;

    /// <exception cref="ConcurrentChangeException">The user was changed meanwhile: nothing was opened, decide again. The nonce stays taken by this call.</exception>
    public async Task<SignInResult> SignInAsync(SignedRequest request, CancellationToken cancellationToken)
    {
        if (await keys.VerifyAsync(request, cancellationToken) is not { } found || !(nonceTaken = nonceTaken || await keys.TakeNonceAsync(request, cancellationToken)))
        {
            await even.WaitAsync(cancellationToken);
            return new(SignInOutcome.WrongPassword);
        }

        var token = await signIns.OpenAsync(found.User, SessionKind.Open, cancellationToken, apiKey: found.Key.ApiKey);
        return new(SignInOutcome.SignedIn, found.User.Info, token);
    }
}
