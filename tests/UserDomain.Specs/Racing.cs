namespace UserDomain.Specs;

/// <summary>Runs things at once, and waits for conditions.</summary>
public static class Racing
{

    /// <summary>Starts all of them at the same moment. What each was stopped by, in order; null for those that went through.</summary>
    public static async Task<IReadOnlyList<Exception?>> AllAsync(int count, Func<int, Task> run)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, count).Select(i => Task.Run(() => OutcomeAsync(start.Task, () => run(i)))).ToArray();
        start.SetResult();
        return await Task.WhenAll(all);
    }

    private static async Task<Exception?> OutcomeAsync(Task start, Func<Task> run)
    {
        await start;
        return await Outcome.OfAsync(run);
    }
}

/// <summary>What something was stopped by.</summary>
public static class Outcome
{
    /// <summary>Null for what went through.</summary>
    public static async Task<Exception?> OfAsync(Func<Task> run)
    {
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
