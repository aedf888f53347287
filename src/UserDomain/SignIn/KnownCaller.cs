using System.Buffers.Binary;
using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>What a caller is found by: the hash of his session's token, and from where he comes.</summary>
/// <param name="Address">Part of it, since a session may be bound to its address.</param>
internal readonly record struct CallerKey(UInt128 High, UInt128 Low, string? Address)
{
    /// <summary>What the session is kept under.</summary>
    public SessionKey Session
    {
        get
        {
            Span<byte> hash = stackalloc byte[Tokens.HashBytes];
            BinaryPrimitives.WriteUInt128BigEndian(hash, High);
            BinaryPrimitives.WriteUInt128BigEndian(hash[(Tokens.HashBytes / 2)..], Low);
            return new(Convert.ToHexStringLower(hash));
        }
    }

    public static CallerKey Of(Secret token, string? address)
    {
        Span<byte> hash = stackalloc byte[Tokens.HashBytes];
        Tokens.Hash(token, hash);
        return new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[(Tokens.HashBytes / 2)..]), address);
    }
}

/// <summary>A caller as he was found.</summary>
/// <param name="ReadAt">The clock's timestamp before the read was sent.</param>
/// <param name="Since">The last change by this host before that.</param>
internal sealed record KnownCaller(CallerKey Key, Caller Caller, long ReadAt, long Since)
{
    private readonly int user = CallerChanges.MarkOf(Caller.UserId!.Value);
    private readonly int session = Caller.Session is { } key ? CallerChanges.MarkOf(key) : CallerChanges.MarkOf(Caller.UserId!.Value);

    /// <summary>Whether this host has changed him, or his session, since he was read.</summary>
    public bool HasChangedBy(CallerChanges changes) => changes.HasChanged(user, Since) || changes.HasChanged(session, Since);
}

/// <summary>A bounded number of callers, few of them in each place: who finds a full one takes that of whoever was read first.</summary>
internal sealed class CallerSlots
{
    private const int Places = 8192;
    private const int EachHolds = 4;

    private readonly KnownCaller?[] slots = new KnownCaller?[Places * EachHolds];
    private readonly Lock gate = new();

    public KnownCaller? Find(in CallerKey key)
    {
        foreach (ref var slot in PlaceOf(key))
        {
            if (Volatile.Read(ref slot) is { } known && known.Key == key)
                return known;
        }

        return null;
    }

    public void Keep(KnownCaller known)
    {
        lock (gate)
        {
            var place = PlaceOf(known.Key);
            var to = 0;
            for (var i = 0; i < place.Length; i++)
            {
                if (place[i]?.Key == known.Key)
                {
                    to = i;
                    break;
                }

                if ((place[i]?.ReadAt ?? long.MinValue) < (place[to]?.ReadAt ?? long.MinValue))
                    to = i;
            }

            Volatile.Write(ref place[to], known);
        }
    }

    private Span<KnownCaller?> PlaceOf(in CallerKey key) => slots.AsSpan((int)((uint)key.Low % Places) * EachHolds, EachHolds);
}
