namespace UserDomain.Specs;

/// <summary>A clock that stands until it is set. Its timers run in real time, and so does its monotonic time until that is held; both are moved on together.</summary>
public sealed class FakeClock : TimeProvider
{
    private long held;
    private long ahead;

    public DateTimeOffset Now { get; set; } = Examples.Noon;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => (Volatile.Read(ref held) is not 0 and var stands ? stands : base.GetTimestamp()) + Volatile.Read(ref ahead);

    /// <summary>From now on monotonic time stands as well. What waits by it, such as answers held back, waits until it is moved on.</summary>
    public void Hold() => held = base.GetTimestamp();

    public void Advance(TimeSpan by)
    {
        Now += by;
        Interlocked.Add(ref ahead, by.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond));
    }
}
