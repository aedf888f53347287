using System.Diagnostics;

namespace UserDomain.Host.Tests;

/// <summary>Waiting for what nobody announces.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task TrueAsync(Func<Task<bool>> holds, string because)
    {
        for (var waited = Stopwatch.StartNew(); !await holds(); await Task.Delay(Pause))
            waited.Elapsed.Should().BeLessThan(Patience, because);
    }

    public static Task TrueAsync(Func<bool> holds, string because) => TrueAsync(() => Task.FromResult(holds()), because);
}
