using System.Diagnostics;

namespace UserDomain.Specs;

/// <summary>Waits for a condition that nobody announces, not for a time; a test that waits in vain fails after the deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string because)
    {
        for (var waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(Pause))
            waited.Elapsed.Should().BeLessThan(Deadline, because);
    }

    public static Task HoldsAsync(Func<bool> condition, string because) => HoldsAsync(() => Task.FromResult(condition()), because);
}
