namespace UserDomain.Specs;

/// <summary>A clock that stands until it is set. Its timers run in real time.</summary>
public sealed class FakeClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = Examples.Noon;

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Now += by;
}
