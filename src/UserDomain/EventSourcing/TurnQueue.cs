using System.Runtime.InteropServices;

namespace UserDomain.EventSourcing;

/// <summary>Lets one at a time in by each key, first come first served. It holds nothing for keys that nobody waits for.</summary>
public class TurnQueue<TKey> where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Turn> last = [];

    /// <summary>Waits for the turn; disposing ends it. A wait that is cancelled leaves the order of the others as it was.</summary>
    public ValueTask<IDisposable> EnterAsync(TKey key, CancellationToken cancellationToken)
    {
        var turn = new Turn(this, key);
        Task before;
        lock (gate)
        {
            ref var newest = ref CollectionsMarshal.GetValueRefOrAddDefault(last, key, out var isTaken);
            var other = newest;
            newest = turn;
            if (!isTaken)
                return new(turn);
            before = other!.Ended(); // under the gate: one that is here has not ended
        }

        return WaitAsync(turn, before, cancellationToken);
    }

    private static async ValueTask<IDisposable> WaitAsync(Turn turn, Task before, CancellationToken cancellationToken)
    {
        try
        {
            await before.WaitAsync(cancellationToken);
            return turn;
        }
        catch (OperationCanceledException)
        {
            // Who gave up hands the turn on only when the one before is over, or the next one would come in early.
            _ = before.ContinueWith(_ => turn.Dispose(), TaskScheduler.Default);
            throw;
        }
    }

    private sealed class Turn(TurnQueue<TKey> queue, TKey key) : IDisposable
    {
        private TaskCompletionSource? next;

        /// <summary>Made only where somebody waits for it. Under the queue's gate.</summary>
        public Task Ended() => (next ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public void Dispose()
        {
            lock (queue.gate)
            {
                if (queue.last.GetValueOrDefault(key) == this)
                    queue.last.Remove(key);
            }

            next?.TrySetResult();
        }
    }
}
