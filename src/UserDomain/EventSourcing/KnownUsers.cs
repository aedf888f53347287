using UserDomain.Config;
using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>
/// Users as queries see them. One who is kept ready for his next command is what his views say at that version: the store is asked only whether he ends
/// with the same event still, by a question that is sent after the query came, and all else of him is read only where he does not, or not all of him is here.
/// </summary>
public sealed class KnownUsers(IViews views, IEventStore store, UserStates states) : IUserViews
{
    public async ValueTask<Seen?> FindAsync(UserId userId, CancellationToken cancellationToken) =>
        states.Find(userId) is { } kept && await ConfirmAsync(kept, cancellationToken) is { } known
            ? new Seen(known.Version, known.Info!)
            : await views.FindAsync(userId, cancellationToken);

    public ValueTask<Seen<TRow>?> FindWithAsync<TRow>(UserId userId, CancellationToken cancellationToken) where TRow : class, IRowView<TRow> =>
        views.FindWithAsync<TRow>(userId, cancellationToken);

    public async ValueTask<SeenConfig?> FindConfigAsync(UserId userId, CancellationToken cancellationToken) =>
        states.Find(userId) is { User.Config.IsWhole: true } kept && await ConfirmAsync(kept, cancellationToken) is { User.Config.IsWhole: true } known
            ? new SeenConfig(known.Version, known.Info!, StoredPairs.Of(known.User.Config))
            : await views.FindConfigAsync(userId, cancellationToken);

    /// <summary>The user as the store has him; none where he is not kept so.</summary>
    private async ValueTask<UserState?> ConfirmAsync(UserState kept, CancellationToken cancellationToken)
    {
        var end = await store.FindEndAsync(kept.Stream, cancellationToken);
        if (end == kept.End)
            return kept;
        if (states.Find(kept.UserId) is { } now && now.End == end)
            return now; // a command of this host changed him meanwhile
        if (ReferenceEquals(states.Find(kept.UserId), kept))
            states.Forget(kept.UserId); // another host did
        return null;
    }
}
