using UserDomain.Calls;
using UserDomain.EventSourcing;

namespace UserDomain.RestKeys;

/// <summary>The port to keys that open the REST endpoint, one a user. They are set and cleared by an append's companions.</summary>
public interface IRestKeys
{
    /// <summary>Whose key it is, as he is now, in one snapshot; nobody for a key that there is not.</summary>
    ValueTask<Seen?> FindAsync(RestKey key, CancellationToken cancellationToken);
}
