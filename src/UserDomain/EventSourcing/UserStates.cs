using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>Users as this host knows them: kept ready since they were last used, or read from the store. Sees to it that histories get short again.</summary>
public sealed class UserStates(IEventStore store, ISnapshots snapshots, SnapshotQueue due, UserCache cache)
{
    /// <summary>A user who is kept ready; he may be out of date.</summary>
    public UserState? Find(UserId userId) => cache.Find(userId);

    public void Forget(UserId userId) => cache.Forget(userId);

    /// <summary>Keeps what was just appended.</summary>
    public void Keep(UserState appended) => cache.Keep(due.Offer(appended, SnapshotQueue.MostAppended));

    /// <summary>Reads him from the store, from where his snapshot ends. One who does not exist is at version 0.</summary>
    public async ValueTask<UserState> LoadAsync(UserId userId, CancellationToken cancellationToken)
    {
        var (state, events, isAll) = await snapshots.LoadAsync(userId, cancellationToken);
        for (var needed = isAll ? KeysOf(events) : null; ; needed = null)
        {
            if (await snapshots.FillAsync(state, needed, cancellationToken) is not { } filled)
                return await LoadAsync(userId, cancellationToken);
            try
            {
                state = events.Aggregate(filled, (folded, recorded) => folded.Apply(recorded));
                break;
            }
            catch (ConfigLeftException) when (needed is not null)
            {
                // The last key of a page was taken out: what is set in its place belongs to the page before it, which nobody asked for.
            }
        }

        if (!isAll)
        {
            await foreach (var recorded in store.ReadPagedAsync(state.Stream, state.Version, cancellationToken))
                state = state.Apply(recorded);
        }

        state = due.Offer(state, SnapshotQueue.MostRead);
        cache.Keep(state);
        return state;
    }

    /// <summary>The same user with what was left in his snapshot where these keys belong, or of all; as the store has him, where that snapshot is gone.</summary>
    public async ValueTask<UserState> FillAsync(UserState state, IEnumerable<string>? keys, CancellationToken cancellationToken)
    {
        if (await snapshots.FillAsync(state, keys, cancellationToken) is { } filled)
            return filled;
        cache.Forget(state.UserId);
        return await LoadAsync(state.UserId, cancellationToken);
    }

    private static IEnumerable<string> KeysOf(IEnumerable<Recorded> events) => events.Select(recorded => recorded.Event switch
    {
        UserConfigSet set => set.Key,
        UserConfigRemoved removed => removed.Key,
        _ => null,
    }).OfType<string>();
}
