namespace UserDomain.Specs;

/// <summary>Runs things at once, and waits for conditions.</summary>
public static class Racing
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Starts all of them at the same moment. What each was stopped by, in order; null for those that went through.</summary>
    public static async Task<IReadOnlyList<Exception?>> AllAsync(int count, Func<int, Task> run)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, count).Select(i => Task.Run(() => OutcomeAsync(start.Task, () => run(i)))).ToArray();
        start.SetResult();
        return await Task.WhenAll(all);
    }

    /// <summary>Waits until it holds, for conditions that may come true a moment later.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            TimeProvider.System.GetElapsedTime(started).Should().BeLessThan(Patience, "it should have come true by now");
            await Task.Delay(Pause);
        }
    }

    private static async Task<Exception?> OutcomeAsync(Task start, Func<Task> run)
    {
        await start;
        try
        {
            await run();
            return null;
        }
        catch (Exception stopped)
        {
            return stopped;
        }
    }
}
