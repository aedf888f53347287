using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>
/// Users kept ready for their next command, bounded by what they weigh. Any of them may be out of date, since other hosts write too:
/// whoever uses one appends with its version, or confirms it. Who was used since the hand last passed is spared once.
/// </summary>
public sealed class UserCache(VenueSettings settings)
{
    private readonly Lock gate = new();
    private readonly Dictionary<UserId, Kept> users = [];
    private readonly Queue<Kept> round = [];
    private long weight;

    /// <summary>What all of them weigh together, in bytes.</summary>
    public long Weight
    {
        get
        {
            lock (gate)
                return weight;
        }
    }

    public UserState? Find(UserId userId)
    {
        lock (gate)
            return users.TryGetValue(userId, out var kept) && kept.State is not null ? kept.Use() : null;
    }

    /// <summary>Keeps him, unless he is kept at a later version already.</summary>
    public void Keep(UserState state)
    {
        if (!state.User.Exists)
            return;
        var weighs = UserWeight.Of(state);
        lock (gate)
        {
            if (!users.TryGetValue(state.UserId, out var kept))
            {
                users.Add(state.UserId, kept = new(state.UserId));
                round.Enqueue(kept);
            }

            if (weighs > settings.UserCacheBytes)
                Put(kept, null, UserWeight.OfAPlace);
            else if (kept.State is null || kept.State.Version < state.Version)
                Put(kept, state, weighs);
            while (weight > settings.UserCacheBytes)
                Pass();
        }
    }

    public void Forget(UserId userId)
    {
        lock (gate)
        {
            if (users.TryGetValue(userId, out var kept))
                Put(kept, null, UserWeight.OfAPlace);
        }
    }

    private void Put(Kept kept, UserState? state, long weighs)
    {
        weight += weighs - kept.Weight;
        (kept.State, kept.Weight) = (state, weighs);
    }

    /// <summary>Looks at the one who has been here longest: who was used meanwhile stays for another round.</summary>
    private void Pass()
    {
        var oldest = round.Dequeue();
        if (oldest is { IsUsed: true, State: not null })
        {
            oldest.IsUsed = false;
            round.Enqueue(oldest);
            return;
        }

        weight -= oldest.Weight;
        users.Remove(oldest.UserId);
    }

    private sealed class Kept(UserId userId)
    {
        public UserId UserId => userId;
        public UserState? State { get; set; }
        public long Weight { get; set; }
        public bool IsUsed { get; set; }

        public UserState? Use()
        {
            IsUsed = true;
            return State;
        }
    }
}
