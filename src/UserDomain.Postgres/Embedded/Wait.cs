using System.Diagnostics;

namespace UserDomain.Postgres.Embedded;

/// <summary>Waiting for what nobody announces.</summary>
internal static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether it came true in time.</summary>
    public static Task<bool> UntilAsync(Func<bool> holds, TimeSpan patience, CancellationToken cancellationToken) =>
        UntilAsync(() => Task.FromResult(holds()), patience, cancellationToken);

    public static async Task<bool> UntilAsync(Func<Task<bool>> holds, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); !await holds(); await Task.Delay(Pause, cancellationToken))
        {
            if (waited.Elapsed > patience)
                return false;
        }
        return true;
    }
}
