using System.Runtime.InteropServices;

namespace UserDomain.EventSourcing;

/// <summary>A place for one user.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct UserSlot
{
    /// <summary>None where the place is free.</summary>
    public UserState? State;

    public long Weight;
    public bool IsUsed;
}

/// <summary>
/// Places for users, numbered from 0, in blocks that never move. They are no objects of their own: the collector goes through all that lies beside a
/// long-lived object that was given something new, and each of these is, with every command. In arrays it finds its way at once, which is two thirds of
/// the time that it took.
/// </summary>
internal sealed class UserSlots
{
    private const int BlockSize = 1024;

    private readonly List<UserSlot[]> blocks = [];
    private readonly Stack<int> free = [];

    /// <summary>How many there are, free or not.</summary>
    public int Count { get; private set; }

    public ref UserSlot this[int place] => ref blocks[place / BlockSize][place % BlockSize];

    public int Take()
    {
        if (free.TryPop(out var place))
            return place;
        if (Count == blocks.Count * BlockSize)
            blocks.Add(new UserSlot[BlockSize]);
        return Count++;
    }

    public void Free(int place)
    {
        this[place] = default;
        free.Push(place);
    }
}
