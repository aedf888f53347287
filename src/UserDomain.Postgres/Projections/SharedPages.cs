using UserDomain.Postgres.Events;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// Reads the events once for all views of this host that follow them: whoever comes to a place first reads what is behind it, and those who
/// come there shortly after are given the same. A page that all of them were given is let go, or what it holds would outlive the collector's first
/// generations; no more than a few are kept, and none for long.
/// </summary>
internal sealed class SharedPages(OrderedReader reader, TimeProvider clock) : IAsyncDisposable
{
    private const int MostKept = 4;
    private static readonly int Views = ViewTables.All.Count(view => view.Timing == Timing.Async);
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly List<Kept> kept = [];
    private readonly CancellationTokenSource closing = new();
    private readonly StreamsSeen seen = new();
    private Reach reach = new();

    /// <summary>The page behind a place; one that ends there where nothing is reached behind it yet.</summary>
    /// <param name="view">The name of the view that asks.</param>
    public Task<SharedPage> NextAsync(string view, long after, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            ForgetOld();
            var known = kept.Find(page => page.After == after);
            if (known is null)
            {
                if (kept.Count == MostKept)
                    kept.RemoveAt(0);
                kept.Add(known = new(after, clock.GetTimestamp(), ReadAsync(after, reach)));
            }

            known.GiveTo(view);
            if (known.IsDone)
                kept.Remove(known);
            return known.Read.WaitAsync(cancellationToken);
        }
    }

    /// <summary>How many pages are kept.</summary>
    internal int Count
    {
        get
        {
            lock (gate)
                return kept.Count;
        }
    }

    /// <summary>Nothing is kept for long, also where nobody asks for more.</summary>
    public void ForgetOld()
    {
        lock (gate)
            kept.RemoveAll(page => page.IsDone || page.HasFailed || IsOld(page));
    }

    /// <summary>
    /// Has all of it read anew, and asked anew how far may be read. Whoever lost his session may have lost it to a server that came back as it was some time
    /// ago: it gives places a second time.
    /// </summary>
    public void StartAgain()
    {
        lock (gate)
        {
            kept.Clear();
            seen.Forget();
            reach = new(); // what is still being read keeps to the one before
        }
    }

    /// <summary>Has the page behind a place read anew: something in it may be put right meanwhile.</summary>
    public void Forget(long after)
    {
        lock (gate)
            kept.RemoveAll(page => page.After == after);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        foreach (var page in kept)
            await ((Task)page.Read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closing.Dispose();
    }

    private bool IsOld(Kept page) => page.Read.IsCompleted && clock.GetElapsedTime(page.Since) > KeptFor;

    private async Task<SharedPage> ReadAsync(long after, Reach reach)
    {
        await Task.Yield(); // out of the gate
        if (reach.Place <= after)
            reach.Place = await reader.ReachedAsync(after, closing.Token);
        var upTo = reach.Place;
        if (upTo <= after)
        {
            Forget(after); // who asks next may find more
            return new([], after, seen);
        }

        var (events, isLast) = await reader.ReadPageAsync(after, upTo, closing.Token);
        return new(events, isLast ? upTo : events[^1].Sequence, seen);
    }

    /// <summary>Up to where may be read, as it was last asked.</summary>
    private sealed class Reach
    {
        private long place;

        public long Place
        {
            get => Interlocked.Read(ref place);
            set => Interlocked.Exchange(ref place, value);
        }
    }

    private sealed class Kept(long after, long since, Task<SharedPage> read)
    {
        private readonly HashSet<string> given = new(StringComparer.Ordinal);

        public long After => after;
        public long Since => since;
        public Task<SharedPage> Read => read;

        /// <summary>Whether it is read, and every view was given it.</summary>
        public bool IsDone => read.IsCompleted && given.Count == Views;

        public bool HasFailed => read.IsCompleted && !read.IsCompletedSuccessfully;

        /// <summary>A view may ask more than once.</summary>
        public void GiveTo(string view) => given.Add(view);
    }
}
