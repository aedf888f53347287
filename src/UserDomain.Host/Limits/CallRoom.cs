using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.Host.Limits;

/// <summary>How many calls are under way at a time: one caller does not take all the room, and who finds none waits his turn or is sent away.</summary>
public sealed class CallRoom(LimitSettings limits)
{
    private const int WaitingForOneUnderWay = 4;
    private const int MostSpare = 1024;

    private readonly Places all = new(limits.Calls, WaitingForOneUnderWay * limits.Calls);
    private readonly Dictionary<Who, Own> callers = [];
    private readonly Stack<Own> spare = [];
    private readonly Lock gate = new();

    /// <summary>How many callers have calls here, waiting ones too.</summary>
    internal int Callers
    {
        get
        {
            lock (gate)
                return callers.Count;
        }
    }

    /// <summary>Takes a place, and his own before that of all: while he waits for himself he keeps out nobody.</summary>
    /// <exception cref="OverloadedException">Too many wait already.</exception>
    public ValueTask<Place> EnterAsync(CallContext context, CancellationToken cancellationToken)
    {
        var who = Who.Makes(context);
        var own = Come(who);
        if (!own.Places.TryEnter())
            return WaitAsync(who, own, hasOwn: false, cancellationToken);
        return all.TryEnter() ? new(new Place(this, who, own)) : WaitAsync(who, own, hasOwn: true, cancellationToken);
    }

    private async ValueTask<Place> WaitAsync(Who who, Own own, bool hasOwn, CancellationToken cancellationToken)
    {
        try
        {
            if (!hasOwn)
                await own.Places.EnterAsync(cancellationToken);
            hasOwn = true;
            await all.EnterAsync(cancellationToken);
            return new(this, who, own);
        }
        catch
        {
            if (hasOwn)
                own.Places.Leave();
            Go(who, own);
            throw;
        }
    }

    private Own Come(Who who)
    {
        lock (gate)
        {
            if (!callers.TryGetValue(who, out var own))
                callers[who] = own = spare.TryPop(out var kept) ? kept : new(new(limits.CallsOfOne, limits.CallsOfOne));
            own.Calls++;
            return own;
        }
    }

    private void Go(Who who, Own own)
    {
        lock (gate)
        {
            if (--own.Calls > 0)
                return;
            callers.Remove(who);
            if (spare.Count < MostSpare)
                spare.Push(own);
        }
    }

    /// <summary>One call's place; given back at its end.</summary>
    public readonly struct Place : IDisposable
    {
        private readonly CallRoom room;
        private readonly Who who;
        private readonly Own own;

        internal Place(CallRoom room, Who who, Own own) => (this.room, this.who, this.own) = (room, who, own);

        public void Dispose()
        {
            room.all.Leave();
            own.Places.Leave();
            room.Go(who, own);
        }
    }

    /// <summary>What is one caller: a user, by whatever he comes, or of people whom nobody knows those of one network.</summary>
    internal readonly record struct Who(long UserId, string? Other)
    {
        public static Who Makes(CallContext context) => context.Caller.UserId is { } userId
            ? new(userId.Value, null)
            : new(0, context.Caller.Name ?? PublicRates.NetworkOf(context.Address));
    }

    /// <summary>The places of one caller.</summary>
    /// <param name="Places">All free once there are no calls.</param>
    internal sealed record Own(Places Places)
    {
        /// <summary>How many calls have one or wait for one, or for that of all.</summary>
        public int Calls { get; set; }
    }
}
