using UserDomain.Calls;
using UserDomain.Profile;
using UserDomain.SignIn;

namespace UserDomain.ApiKeys;

/// <summary>Finds out by whose key a request is signed. Whatever is wrong comes to nobody, and a key that there is not takes the steps of a wrong signature.</summary>
public sealed class ApiKeyCheck(IApiKeys keys)
{
    private static readonly Secret Decoy = Tokens.NewApiSecret();

    /// <summary>Who makes the request; nobody also where its nonce was used before.</summary>
    public async ValueTask<Caller?> FindCallerAsync(SignedRequest request, CancellationToken cancellationToken) =>
        await VerifyAsync(request, cancellationToken) is { } found && await TakeNonceAsync(request, cancellationToken) ? CallerOf(found) : null;

    /// <summary>The key's user as a caller, as both are now, for a call whose signature was checked when it came in.</summary>
    public async ValueTask<Caller?> FindAgainAsync(string apiKey, CancellationToken cancellationToken) =>
        await keys.FindAsync(apiKey, cancellationToken) is { } found && MayCall(found) ? CallerOf(found) : null;

    /// <summary>The key that signed the request, of a user who may sign in. Its nonce is yet to be taken.</summary>
    internal async ValueTask<FoundApiKey?> VerifyAsync(SignedRequest request, CancellationToken cancellationToken)
    {
        var found = await keys.FindAsync(request.ApiKey, cancellationToken);
        var isSigned = request.IsSignedWith(found?.ApiSecret ?? Decoy);
        return isSigned && found is not null && found.Key.UserId == request.UserId && MayCall(found) && request.Nonce.IsWellFormed ? found : null;
    }

    /// <summary>Takes the nonce of a request whose signature is right: a stranger must not use up another's, or fill what remembers them.</summary>
    internal ValueTask<bool> TakeNonceAsync(SignedRequest request, CancellationToken cancellationToken) =>
        keys.TakeNonceAsync(request.ApiKey, request.Nonce.Text, cancellationToken);

    private static bool MayCall(FoundApiKey found) => MayCall(found.User.Info);

    /// <summary>Whether keys of the user's open anything: those of one who may not sign in do not.</summary>
    internal static bool MayCall(UserInfoView user) => user is { Locked: false, EmailVerified: true };

    private static Caller CallerOf(FoundApiKey found) => Caller.Of(found.User.Info, found.User.Version, found.Key.ApiKey, found.Key.Permissions);
}
