using UserDomain.Mail;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>What every adapter does about names that are nobody's.</summary>
public abstract class StrangersContract
{
    private static readonly Lockout ThreeInAMinute = new(3, TimeSpan.FromMinutes(1));
    private static readonly Letter Notice = new("ada@example.org", "Subject", "Text") { GoodUntil = Examples.Noon };

    /// <summary>Opens a database of its own for the test, with nothing in it.</summary>
    protected abstract Task<Stores> OpenAsync();

    [Fact]
    public async Task A_name_that_was_never_tried_is_neither_locked_nor_registered()
    {
        await using var stores = await OpenAsync();
        (await stores.Strangers.FindAsync("BOB", default)).IsLocked.Should().BeFalse();
        (await stores.Strangers.FindAsync("BOB", default)).Verifier.Should().BeNull();
    }

    [Fact]
    public async Task The_failure_that_reaches_the_threshold_locks_on_every_host_and_later_ones_do_not_count()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();

        (await FailAsync(stores, 0)).Should().BeTrue();
        (await FailAsync(other, 1)).Should().BeTrue();
        (await stores.Strangers.FindAsync("BOB", default)).IsLocked.Should().BeFalse();
        (await FailAsync(stores, 2)).Should().BeTrue();

        (await stores.Strangers.FindAsync("BOB", default)).IsLocked.Should().BeTrue();
        (await other.Strangers.FindAsync("BOB", default)).IsLocked.Should().BeTrue();
        (await FailAsync(other, 3)).Should().BeFalse();
        (await stores.Strangers.FindAsync("BOBBY", default)).IsLocked.Should().BeFalse();
    }

    [Fact]
    public async Task Failures_count_within_the_window()
    {
        await using var stores = await OpenAsync();
        await FailAsync(stores, 0);
        await FailAsync(stores, 30);
        await FailAsync(stores, 60); // the first is a whole window ago
        (await stores.Strangers.FindAsync("BOB", default)).IsLocked.Should().BeFalse();

        await FailAsync(stores, 89);
        (await stores.Strangers.FindAsync("BOB", default)).IsLocked.Should().BeTrue();
    }

    [Fact]
    public async Task Failures_at_once_on_two_hosts_count_exactly_to_the_threshold()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();

        var counted = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => FailAsync(i % 2 == 0 ? stores : other, 0))));

        counted.Count(was => was).Should().Be(3);
    }

    [Fact]
    public async Task A_name_that_seems_registered_keeps_its_first_verifier_and_starts_its_count_anew()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        await FailAsync(stores, 0);
        await FailAsync(stores, 0);

        (await stores.Strangers.ReserveAsync("BOB", new("first"), Notice, null, default)).Should().BeTrue();
        (await other.Strangers.ReserveAsync("BOB", new("second"), Notice, null, default)).Should().BeFalse();

        (await other.Strangers.FindAsync("BOB", default)).Verifier!.Reveal().Should().Be("first");
        await FailAsync(stores, 0);
        await FailAsync(stores, 0);
        (await stores.Strangers.FindAsync("BOB", default)).IsLocked.Should().BeFalse();
    }

    /// <summary>A user of that name would not be locked either, whatever was tried before he registered.</summary>
    [Fact]
    public async Task A_name_that_was_locked_before_it_seems_registered_is_locked_no_more()
    {
        await using var stores = await OpenAsync();
        for (var i = 0; i < 3; i++)
            await FailAsync(stores, 0);
        (await stores.Strangers.FindAsync("BOB", default)).IsLocked.Should().BeTrue();

        (await stores.Strangers.ReserveAsync("BOB", new("first"), Notice, null, default)).Should().BeTrue();

        (await stores.Strangers.FindAsync("BOB", default)).IsLocked.Should().BeFalse();
    }

    [Fact]
    public async Task Of_many_who_seem_to_register_at_once_one_is_the_first()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();

        var first = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
            (i % 2 == 0 ? stores : other).Strangers.ReserveAsync("BOB", new($"{i}"), Notice, null, default).AsTask())));

        first.Count(was => was).Should().Be(1);
    }

    [Fact]
    public async Task Nothing_can_be_queued()
    {
        await using var stores = await OpenAsync();
        await stores.Strangers.QueueNothingAsync(default);
    }

    private static async Task<bool> FailAsync(Stores stores, int seconds) =>
        await stores.Strangers.FailAsync("BOB", Examples.Noon.AddSeconds(seconds), ThreeInAMinute, default);
}
