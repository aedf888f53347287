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
        foreach (var recorded in events)
            state = state.Apply(recorded);
        if (!isAll)
        {
            await foreach (var recorded in store.ReadPagedAsync(state.Stream, state.Version, cancellationToken))
                state = state.Apply(recorded);
        }

        state = due.Offer(state, SnapshotQueue.MostRead);
        cache.Keep(state);
        return state;
    }
}
