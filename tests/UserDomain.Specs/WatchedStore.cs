using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>One host's way to the store: counts what goes through, and lets a test do something before an append.</summary>
public sealed class WatchedStore(IEventStore store, ISnapshots snapshots) : IEventStore, ISnapshots
{
    private int appends;
    private int reads;
    private Func<Task>? beforeRead;
    private Func<Task>? beforeEnd;

    /// <summary>How many appends were tried.</summary>
    public int Appends => appends;

    /// <summary>How many streams were read.</summary>
    public int Reads => reads;

    /// <summary>What happens before each append, as when another host is faster.</summary>
    public Func<Append, Task>? BeforeAppend { get; set; }

    /// <summary>Does this before the next append, and not again.</summary>
    public void BeforeNextAppend(Func<Task> happens) => BeforeAppend = async _ =>
    {
        BeforeAppend = null;
        await happens();
    };

    public async ValueTask<IReadOnlyList<Recorded>> ReadAsync(StreamId stream, CancellationToken cancellationToken)
    {
        await ReadingAsync();
        return await store.ReadAsync(stream, cancellationToken);
    }

    public async ValueTask<UserSince> LoadAsync(UserId userId, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        await ReadingAsync();
        return await snapshots.LoadAsync(userId, keys, cancellationToken);
    }

    public ValueTask<UserState?> FillAsync(UserState state, IEnumerable<string>? keys, CancellationToken cancellationToken) =>
        snapshots.FillAsync(state, keys, cancellationToken);

    public ValueTask KeepAsync(IReadOnlyList<UserState> states, CancellationToken cancellationToken) => snapshots.KeepAsync(states, cancellationToken);

    public IAsyncEnumerable<Recorded> ReadPagedAsync(StreamId stream, long after, CancellationToken cancellationToken) =>
        store.ReadPagedAsync(stream, after, cancellationToken);

    /// <summary>Does this before the next stream is read, and not again.</summary>
    public void BeforeNextRead(Func<Task> happens) => beforeRead = happens;

    /// <summary>Does this before the end of a stream is next asked for, and not again.</summary>
    public void BeforeNextEnd(Func<Task> happens) => beforeEnd = happens;

    public async ValueTask<StreamEnd> FindEndAsync(StreamId stream, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref beforeEnd, null) is { } before)
            await before();
        return await store.FindEndAsync(stream, cancellationToken);
    }

    public async ValueTask AppendAsync(Append append, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref appends);
        if (BeforeAppend is { } before)
            await before(append);
        await store.AppendAsync(append, cancellationToken);
    }

    public IAsyncEnumerable<Sequenced> ReadAllAsync(long after, CancellationToken cancellationToken) => store.ReadAllAsync(after, cancellationToken);

    private async Task ReadingAsync()
    {
        Interlocked.Increment(ref reads);
        if (Interlocked.Exchange(ref beforeRead, null) is { } before)
            await before();
    }
}
