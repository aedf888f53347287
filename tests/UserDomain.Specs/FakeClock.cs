namespace UserDomain.Specs;

/// <summary>A clock that stands until it is set. Its timers run in real time, and so does its monotonic time until that is held.</summary>
public sealed class FakeClock : TimeProvider
{
    private long held;

    public DateTimeOffset Now { get; set; } = Examples.Noon;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Volatile.Read(ref held) is not 0 and var timestamp ? timestamp : base.GetTimestamp();

    /// <summary>From now on monotonic time stands as well. What waits by it, such as answers held back, waits until it is moved on.</summary>
    public void Hold() => held = GetTimestamp();

    public void Advance(TimeSpan by)
    {
        Now += by;
        if (held != 0)
            Interlocked.Add(ref held, (long)(by.TotalSeconds * TimestampFrequency));
    }
}
