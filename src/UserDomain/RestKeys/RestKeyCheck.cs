using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.RestKeys;

/// <summary>Finds out by whose key the REST endpoint is called. It is looked up by its hash, so that how long that takes tells nothing of a key that is nearly right.</summary>
public sealed class RestKeyCheck(IRestKeys keys)
{
    /// <summary>The key's user as a caller; nobody for a key that there is not, and for that of a user who may not sign in.</summary>
    public ValueTask<Caller?> FindCallerAsync(Secret key, CancellationToken cancellationToken) => FindAgainAsync(Tokens.RestKeyOf(key), cancellationToken);

    /// <summary>The same, as both are now, for a call that came in with the key.</summary>
    public async ValueTask<Caller?> FindAgainAsync(RestKey key, CancellationToken cancellationToken) =>
        await keys.FindAsync(key, cancellationToken) is { } user && ApiKeyCheck.MayCall(user.Info) ? Caller.ByRestKey(user.Info, user.Version, key) : null;
}
