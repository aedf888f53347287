using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>
/// Users kept ready for their next command, bounded by what they weigh. Any of them may be out of date, since other hosts write too:
/// whoever uses one appends with its version, or confirms it. Who was used since the hand last passed is spared once.
/// </summary>
public sealed class UserCache(VenueSettings settings)
{
    private readonly Lock gate = new();
    private readonly Dictionary<UserId, int> places = [];
    private readonly UserSlots slots = new();
    private int hand;
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

    /// <summary>How many places were ever needed at once.</summary>
    public int Places
    {
        get
        {
            lock (gate)
                return slots.Count;
        }
    }

    public UserState? Find(UserId userId)
    {
        lock (gate)
        {
            if (!places.TryGetValue(userId, out var place))
                return null;
            ref var slot = ref slots[place];
            slot.IsUsed = true;
            return slot.State;
        }
    }

    /// <summary>Keeps him, unless he is kept at a later version already.</summary>
    public void Keep(UserState state)
    {
        if (!state.User.Exists)
            return;
        var weighs = UserWeight.Of(state);
        lock (gate)
        {
            if (weighs > settings.UserCacheBytes)
                Leave(state.UserId);
            else if (!places.TryGetValue(state.UserId, out var place))
                places.Add(state.UserId, Take(state, weighs));
            else if (slots[place].State!.Version < state.Version)
                Replace(ref slots[place], state, weighs);
            while (weight > settings.UserCacheBytes)
                Pass();
        }
    }

    public void Forget(UserId userId)
    {
        lock (gate)
            Leave(userId);
    }

    private int Take(UserState state, long weighs)
    {
        var place = slots.Take();
        Replace(ref slots[place], state, weighs);
        return place;
    }

    private void Replace(ref UserSlot slot, UserState state, long weighs)
    {
        weight += weighs - slot.Weight;
        (slot.State, slot.Weight) = (state, weighs);
    }

    private void Leave(UserId userId)
    {
        if (!places.Remove(userId, out var place))
            return;
        weight -= slots[place].Weight;
        slots.Free(place);
    }

    /// <summary>Looks at the next one in the round: who was used since it last came by stays.</summary>
    private void Pass()
    {
        ref var slot = ref slots[hand];
        hand = (hand + 1) % slots.Count;
        if (slot is { IsUsed: false, State: { } unused })
            Leave(unused.UserId);
        slot.IsUsed = false;
    }
}
