using System.Runtime.CompilerServices;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Audit;

/// <summary>A user as he stood after one of his events.</summary>
/// <param name="Last">That event; none before the first.</param>
internal sealed record UserThen(UserState State, Recorded? Last)
{
    public static UserThen None(UserId userId) => new(UserState.None(userId), null);

    public UserThen Apply(Recorded recorded) => new(State.Apply(recorded), recorded);
}

/// <summary>Goes through what has happened to one user, from the beginning, and holds no more of it than what it came to.</summary>
public sealed class UserHistory(IEventStore store)
{
    /// <summary>Each event with the user before and after it.</summary>
    internal async IAsyncEnumerable<(UserThen Before, UserThen After)> ReadAsync(UserId userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var user = UserThen.None(userId);
        await foreach (var recorded in store.ReadPagedAsync(StreamId.OfUser(userId), 0, cancellationToken))
        {
            var next = user.Apply(recorded);
            yield return (user, next);
            user = next;
        }
    }

    /// <summary>The user after the last event that is still so; one to whom nothing has happened where none is.</summary>
    internal async ValueTask<UserThen> AsOfAsync(UserId userId, Func<Recorded, bool> isStill, CancellationToken cancellationToken)
    {
        var user = UserThen.None(userId);
        await foreach (var (before, after) in ReadAsync(userId, cancellationToken))
        {
            if (!isStill(after.Last!))
                return before;
            user = after;
        }

        return user;
    }
}
