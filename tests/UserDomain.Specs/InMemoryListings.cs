using UserDomain.Audit;
using UserDomain.EventSourcing;
using UserDomain.Listing;

namespace UserDomain.Specs;

/// <summary>The views that follow the events from behind, folded anew from all of them each time that they are asked.</summary>
public sealed class InMemoryListings(IEventStore store) : IUserDirectory, IUserActivities
{
    public async ValueTask<DirectoryPage> FindAsync(UserSearch search, DirectoryPosition? after, int limit, CancellationToken cancellationToken)
    {
        var (users, lookups) = await FoldAsync(cancellationToken);
        UserDirectoryEntry[] found =
        [
            .. users.Values.Where(user => Matches(user, search, lookups)).OrderBy(user => PositionOf(user, search), InOrder(search))
                .Where(user => after is null || InOrder(search).Compare(PositionOf(user, search), after) > 0).Take(limit + 1),
        ];
        return new([.. found.Take(limit)], found.Length > limit ? PositionOf(found[limit - 1], search) : null);
    }

    public async ValueTask<ActivityPage> FindAsync(ActivitySearch search, ActivityPosition? after, int limit, CancellationToken cancellationToken)
    {
        var (users, _) = await FoldAsync(cancellationToken);
        var entries = (await AllAsync(cancellationToken)).SelectMany(UserActivityEntry.Project).Select(change => (UserActivityEntry)change.Document!);
        UserActivityEntry[] found =
        [
            .. entries.Where(entry => search.Actor is null || entry.Actor == search.Actor)
                .Where(entry => search.OmsId is null || (users.TryGetValue(entry.UserId, out var user) && user.OmsId == search.OmsId))
                .Where(entry => entry.At >= (search.From ?? DateTimeOffset.MinValue) && entry.At < (search.To ?? DateTimeOffset.MaxValue))
                .Where(entry => after is null || entry.At < after.At || (entry.At == after.At && entry.Place < after.Place))
                .OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Place).Take(limit + 1),
        ];
        return new([.. found.Take(limit)], found.Length > limit ? new(found[limit - 1].At, found[limit - 1].Place) : null);
    }

    private static bool Matches(UserDirectoryEntry user, UserSearch search, Dictionary<string, UserLookupEntry> lookups)
    {
        return (search.OmsId is null || user.OmsId == search.OmsId)
        && (search.UserNameKey is null || KeyRange.Of(search.UserNameKey).Holds(user.UserNameKey))
        && (search.EmailKey is null || KeyRange.Of(search.EmailKey).Holds(user.EmailKey))
        && (search.Locked is null || user.Locked == search.Locked)
        && (search.AccountId is not { } account || Find(UserLookupEntry.OfAccount(account)) is not null)
        && (search.ConfigKey is not { } key || Find(UserLookupEntry.OfKey(key)) is { } pair
            && (search.ConfigValue is not { } value || pair.Pair == UserLookupEntry.OfPair(key, value)));

        UserLookupEntry? Find(string what) => lookups.GetValueOrDefault($"{user.UserId}/{what}");
    }

    private static DirectoryPosition PositionOf(UserDirectoryEntry user, UserSearch search) =>
        search.IsByName ? new(user.OmsId, user.UserNameKey, 0) : new(user.OmsId, "", user.UserId);

    /// <summary>Whoever is come by by an account or a key of many users comes by his id alone.</summary>
    private static Comparer<DirectoryPosition> InOrder(UserSearch search) => Comparer<DirectoryPosition>.Create((one, other) =>
        one.OmsId != other.OmsId && !search.IsByLookup ? one.OmsId.CompareTo(other.OmsId)
        : one.NameKey != other.NameKey ? KeyRange.Order.Compare(one.NameKey, other.NameKey)
        : one.UserId.CompareTo(other.UserId));

    private async Task<(Dictionary<long, UserDirectoryEntry> Users, Dictionary<string, UserLookupEntry> Lookups)> FoldAsync(CancellationToken cancellationToken)
    {
        var (users, lookups) = (new Dictionary<long, UserDirectoryEntry>(), new Dictionary<string, UserLookupEntry>(StringComparer.Ordinal));
        foreach (var recorded in (await AllAsync(cancellationToken)).Select(sequenced => sequenced.Recorded))
        {
            if (recorded.Stream.UserOf("user") is not { } userId)
                continue;
            users[userId.Value] = UserDirectoryEntry.Project(users.GetValueOrDefault(userId.Value), recorded)!;
            foreach (var change in UserLookupEntry.Project(userId, recorded))
            {
                lookups.Remove(change.Id);
                if (change.Document is UserLookupEntry entry)
                    lookups[change.Id] = entry;
            }
        }

        return (users, lookups);
    }

    private async Task<List<Sequenced>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new List<Sequenced>();
        await foreach (var one in store.ReadAllAsync(0, cancellationToken))
            all.Add(one);
        return all;
    }
}
