using UserDomain.ApiKeys;
using UserDomain.Calls;

namespace UserDomain.RestKeys;

/// <summary>Finds out by whose key the REST endpoint is called. It is looked up by its hash, so that how long that takes tells nothing of a key that is nearly right.</summary>
public sealed class RestKeyCheck(IRestKeys keys)
{
    /// <summary>The key's user as a caller, as both are now; nobody for a key that there is not, and for that of a user who may not sign in.</summary>
    public async ValueTask<Caller?> FindCallerAsync(RestKey key, CancellationToken cancellationToken) =>
        await keys.FindAsync(key, cancellationToken) is { } user && ApiKeyCheck.MayCall(user.Info) ? Caller.ByRestKey(user.Info, user.Version, key) : null;
}
