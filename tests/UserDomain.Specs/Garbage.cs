namespace UserDomain.Specs;

/// <summary>What calls leave to the collector.</summary>
public static class Garbage
{
    /// <summary>
    /// The fewest bytes that <paramref name="calls"/> allocated on this thread, of ten times. The runtime counts there what it needs itself now and then (it
    /// compiles anew what ran often): once is no proof of garbage, ten times are. The calls must end on the thread that began them.
    /// </summary>
    public static async Task<long> OfAsync(Func<Task> calls)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            await calls();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
