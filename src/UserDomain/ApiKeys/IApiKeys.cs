using UserDomain.Calls;
using UserDomain.EventSourcing;

namespace UserDomain.ApiKeys;

/// <summary>The port to keys that programs call with, with their secrets, and to the nonces that were used with them. Keys are added and removed by an append's companions.</summary>
public interface IApiKeys
{
    /// <summary>The key with its secret and its user as he is now, in one snapshot; nothing for a key that there is not, in about the same time.</summary>
    ValueTask<FoundApiKey?> FindAsync(string apiKey, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the nonce, so that nobody takes it again for that key in the next five minutes on any host; later than that it is free once
    /// it was swept.
    /// </summary>
    /// <returns>Whether it was free. Of those who take it at once, one is told so.</returns>
    ValueTask<bool> TakeNonceAsync(string apiKey, string nonce, CancellationToken cancellationToken);
}

/// <summary>A key as it is kept, with its secret, and whose it is.</summary>
public sealed record FoundApiKey(UserApiKeyEntry Key, Secret ApiSecret, Seen User);
