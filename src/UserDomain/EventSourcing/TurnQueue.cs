namespace UserDomain.EventSourcing;

/// <summary>Lets one at a time in by each key, first come first served. It holds nothing for keys that nobody waits for.</summary>
public class TurnQueue<TKey> where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Turn> last = [];

    /// <summary>Waits for the turn; disposing ends it. A wait that is cancelled leaves the order of the others as it was.</summary>
    public async ValueTask<IDisposable> EnterAsync(TKey key, CancellationToken cancellationToken)
    {
        var turn = new Turn(this, key);
        Turn? before;
        lock (gate)
        {
            before = last.GetValueOrDefault(key);
            last[key] = turn;
        }

        if (before is null)
            return turn;
        try
        {
            await before.Ended.WaitAsync(cancellationToken);
            return turn;
        }
        catch (OperationCanceledException)
        {
            turn.EndAfter(before);
            throw;
        }
    }

    private void Leave(Turn turn)
    {
        lock (gate)
        {
            if (last.GetValueOrDefault(turn.Key) == turn)
                last.Remove(turn.Key);
        }
    }

    private sealed class Turn(TurnQueue<TKey> queue, TKey key) : IDisposable
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TKey Key { get; } = key;

        public Task Ended => ended.Task;

        /// <summary>Hands the turn on only when the one before is over: who gave up must not let the next one in early.</summary>
        public void EndAfter(Turn before) => _ = before.Ended.ContinueWith(_ => Dispose(), TaskScheduler.Default);

        public void Dispose()
        {
            queue.Leave(this);
            ended.TrySetResult();
        }
    }
}
