namespace UserDomain.Listing;

/// <summary>
/// The port to the directory of users. It follows the events from behind. A page is as fast wherever it is, and examines a bounded number of
/// users: where few of those match it is short, and the next goes on from there.
/// </summary>
public interface IUserDirectory
{
    /// <summary>
    /// Users in an order that nothing moves them in: by their names or their ids, as the search says, OMS by OMS unless they are looked up. Who
    /// matches all the while is shown once, whatever changes meanwhile.
    /// </summary>
    /// <param name="after">Where the page before ended; none begins.</param>
    /// <param name="limit">The most users that are wanted.</param>
    ValueTask<DirectoryPage> FindAsync(UserSearch search, DirectoryPosition? after, int limit, CancellationToken cancellationToken);
}

/// <summary>Who is looked for: those for whom all that is given is so.</summary>
/// <param name="OmsId">The users of this OMS; none are those of every OMS.</param>
/// <param name="UserNameKey">How the key of the name begins.</param>
/// <param name="EmailKey">How the key of the address begins.</param>
/// <param name="AccountId">An account that he is linked to.</param>
/// <param name="ConfigKey">A key that his configuration has.</param>
/// <param name="ConfigValue">The value that it has there; none is any.</param>
public sealed record UserSearch(
    long? OmsId, string? UserNameKey = null, string? EmailKey = null, long? AccountId = null, bool? Locked = null,
    string? ConfigKey = null, string? ConfigValue = null)
{
    /// <summary>Whether users come by their names.</summary>
    public bool IsByName => UserNameKey is not null && AccountId is null && ConfigValue is null;

    /// <summary>Whether users come by what they are looked up by: an account, or a key of their configuration. Then they come by their ids, of whatever OMS they are.</summary>
    public bool IsByLookup => !IsByName && (AccountId is not null || ConfigKey is not null);
}

/// <summary>Up to whom a page went, seen or not.</summary>
/// <param name="NameKey">Of the last, where users come by their names; else empty.</param>
/// <param name="UserId">Of the last, where they come by their ids; else 0.</param>
public sealed record DirectoryPosition(long OmsId, string NameKey, long UserId);

/// <summary>Users in order.</summary>
/// <param name="End">Where the next page begins; none after the last.</param>
public sealed record DirectoryPage(IReadOnlyList<UserDirectoryEntry> Users, DirectoryPosition? End);
