using Microsoft.Extensions.Logging.Abstractions;
using UserDomain.Host.Secrets;
using UserDomain.Postgres.Tests;

namespace UserDomain.Host.Tests.Secrets;

/// <summary>A host learns of keys that others made: at once where it meets one, and within a bounded time where it seals.</summary>
public sealed class KeyRingTests
{
    private readonly HostSettings settings = new() { Keys = TestFolder.New("keys") };
    private readonly StepClock clock = new();

    [Fact]
    public void A_key_that_another_made_seals_here_once_the_delay_is_over_and_opens_at_once()
    {
        var (host, other) = (Ring(), Ring());
        var (box, others) = (new SecretBox(host), new SecretBox(other));
        var first = box.KeyOf(box.Seal("code", new("1")));

        other.MakeNew();
        var sealedThere = others.Seal("code", new("2"));
        var made = box.KeyOf(sealedThere);
        made.Should().NotBe(first);

        box.KeyOf(box.Seal("code", new("3"))).Should().Be(first, "the folder was looked at just now");
        clock.Elapsed += KeyRing.Delay;
        box.KeyOf(box.Seal("code", new("4"))).Should().Be(made);
        box.Open("code", sealedThere).Reveal().Should().Be("2");
    }

    [Fact]
    public void A_key_that_is_met_is_looked_for_and_none_is_made_by_looking()
    {
        var (host, other) = (Ring(), Ring());
        host.Keys.Should().BeEmpty();

        other.MakeNew();

        host.Has(other.Keys.Keys.Single()).Should().BeTrue();
        host.Has(Guid.CreateVersion7()).Should().BeFalse();
        Directory.EnumerateFiles(settings.Keys!, "*.xml").Should().ContainSingle();
    }

    [Fact]
    public void The_latest_key_seals_however_fast_they_are_made()
    {
        var ring = Ring();
        var box = new SecretBox(ring);
        for (var i = 0; i < 5; i++)
        {
            var before = ring.Keys.Keys.ToHashSet();
            ring.MakeNew();
            before.Should().NotContain(box.KeyOf(box.Seal("code", new("text"))));
        }
    }

    private KeyRing Ring() => new(settings, clock, NullLogger<KeyRing>.Instance);

    private sealed class StepClock : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
