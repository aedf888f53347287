using System.Collections.Concurrent;

namespace UserDomain.Postgres.Views;

/// <summary>
/// A few threads of their own for round trips that bring much: they wait for the server in the kernel. Waiting without a thread costs one
/// wake-up of the pool for every 8 KiB that the server sends, which was more than half of what a shared lookup took.
/// </summary>
internal sealed class LookupThreads : IDisposable
{
    /// <summary>The most there are; none before there is work. Enough for all kinds of questions at once: where one's table is held, no other waits for it.</summary>
    internal const int Most = 24;

    private readonly BlockingCollection<Action> work = [];
    private readonly Lock gate = new();
    private int started;
    private int busy;

    /// <param name="run">Must not throw.</param>
    public void Run(Action run)
    {
        lock (gate)
        {
            if (++busy > started && started < Most)
                new Thread(Work) { IsBackground = true, Name = $"Lookups {++started}" }.Start();
        }

        if (!TryAdd(run))
            ThreadPool.UnsafeQueueUserWorkItem(_ => run(), null); // closed: what is still asked is answered all the same
    }

    /// <summary>What is under way comes to its end.</summary>
    public void Dispose() => work.CompleteAdding();

    private bool TryAdd(Action run)
    {
        try
        {
            work.Add(run);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void Work()
    {
        foreach (var run in work.GetConsumingEnumerable())
        {
            run();
            lock (gate)
                busy--;
        }
    }
}
