using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>
/// What this host has changed of callers, and in which order with what it reads of them: nothing that was read before a change counts once the
/// change is answered. Users and sessions share a bounded number of marks; who shares one with somebody who changed is read once more.
/// </summary>
public sealed class CallerChanges
{
    private const int Marks = 1 << 16;

    private readonly long[] marks = new long[Marks];
    private long last;

    /// <summary>The last change so far, for who is about to read.</summary>
    public long Last => Volatile.Read(ref last);

    /// <summary>
    /// The append to the user's stream was sent, whatever came of it. One that touches his config alone leaves what callers are made of as it is.
    /// </summary>
    public void Sent(UserId userId, Append append)
    {
        if (append.Views.Any(change => change.View != typeof(UserConfigEntry)) || append.Companions.Any(companion => companion is not AnswerKept))
            Changed(userId);
    }

    public void Changed(UserId userId) => Raise(MarkOf(userId), Interlocked.Increment(ref last));

    public void Changed(SessionKey session) => Raise(MarkOf(session), Interlocked.Increment(ref last));

    /// <summary>Whether a caller who was read after so many changes may have changed since.</summary>
    public bool HasChanged(int mark, long since) => Volatile.Read(ref marks[mark]) > since;

    public static int MarkOf(UserId userId) => (int)((ulong)userId.Value % Marks);

    public static int MarkOf(SessionKey session) => (int)((uint)session.Hash.GetHashCode(StringComparison.Ordinal) % Marks);

    /// <summary>Only upwards: of two changes at once the later counts.</summary>
    private void Raise(int mark, long change)
    {
        var known = Volatile.Read(ref marks[mark]);
        while (known < change && Interlocked.CompareExchange(ref marks[mark], change, known) is var found && found != known)
            known = found;
    }
}
