using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>Users as this host knows them: kept ready since they were last used, or read from the store. Sees to it that histories get short again.</summary>
public sealed class UserStates(IEventStore store, ISnapshots snapshots, SnapshotQueue due, UserCache cache)
{
    /// <summary>A user who is kept ready; he may be out of date.</summary>
    public UserState? Find(UserId userId) => cache.Find(userId);

    public void Forget(UserId userId) => cache.Forget(userId);

    /// <summary>Keeps what was just appended.</summary>
    public void Keep(UserState appended) => cache.Keep(due.OfferAppended(appended));

    /// <summary>Reads him from the store, from where his snapshot ends. One who does not exist is at version 0.</summary>
    /// <param name="keys">Of his configuration, that are needed of him; others may be left in his snapshot.</param>
    public async ValueTask<UserState> LoadAsync(UserId userId, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var (state, events, isAll) = await snapshots.LoadAsync(userId, keys, cancellationToken);
        if (await snapshots.FillAsync(state, isAll ? keys : null, cancellationToken) is not { } filled)
            return await LoadAsync(userId, keys, cancellationToken);
        state = events.Aggregate(filled, (folded, recorded) => folded.Apply(recorded));
        if (!isAll)
        {
            await foreach (var recorded in store.ReadPagedAsync(state.Stream, state.Version, cancellationToken))
                state = state.Apply(recorded);
        }

        state = due.OfferRead(state);
        cache.Keep(state);
        return state;
    }

    /// <summary>The same user with what was left in his snapshot where these keys belong, or of all; as the store has him, where that snapshot is gone.</summary>
    public async ValueTask<UserState> FillAsync(UserState state, IEnumerable<string>? keys, CancellationToken cancellationToken)
    {
        if (await snapshots.FillAsync(state, keys, cancellationToken) is { } filled)
            return filled;
        cache.Forget(state.UserId);
        return await LoadAsync(state.UserId, keys ?? [], cancellationToken);
    }
}
