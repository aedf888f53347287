using System.Threading.RateLimiting;
using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.Host.Limits;

/// <summary>How many calls are under way at a time: one caller does not take all the room, and who finds none waits his turn or is sent away.</summary>
public sealed class CallRoom(LimitSettings limits) : IDisposable
{
    private const int WaitingForOneUnderWay = 4;

    private readonly ConcurrencyLimiter all = new(new()
    {
        PermitLimit = limits.Calls,
        QueueLimit = WaitingForOneUnderWay * limits.Calls,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly PartitionedRateLimiter<string> callers = PartitionedRateLimiter.Create<string, string>(
        caller => RateLimitPartition.GetConcurrencyLimiter(caller, _ => new()
        {
            PermitLimit = limits.CallsOfOne,
            QueueLimit = limits.CallsOfOne,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }),
        StringComparer.Ordinal);

    /// <summary>Takes a place, and his own before that of all: while he waits for himself he keeps out nobody.</summary>
    /// <exception cref="OverloadedException">Too many wait already.</exception>
    public async ValueTask<Place> EnterAsync(CallContext context, CancellationToken cancellationToken)
    {
        var own = await callers.AcquireAsync(context.Caller.Name ?? $"at {PublicRates.NetworkOf(context.Address)}", cancellationToken: cancellationToken);
        if (!own.IsAcquired)
            throw new OverloadedException();
        RateLimitLease? shared = null;
        try
        {
            shared = await all.AcquireAsync(cancellationToken: cancellationToken);
            return shared.IsAcquired ? new(own, shared) : throw new OverloadedException();
        }
        catch
        {
            shared?.Dispose();
            own.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        all.Dispose();
        callers.Dispose();
    }

    /// <summary>One call's place; given back at its end.</summary>
    public readonly struct Place(RateLimitLease own, RateLimitLease shared) : IDisposable
    {
        public void Dispose()
        {
            shared.Dispose();
            own.Dispose();
        }
    }
}
