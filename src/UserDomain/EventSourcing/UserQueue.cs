using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>Lets one command at a time on each user, first come first served. It holds nothing for users whom nobody waits for.</summary>
public sealed class UserQueue
{
    private readonly Lock gate = new();
    private readonly Dictionary<UserId, Turn> last = [];

    /// <summary>Waits for the turn; disposing ends it. A wait that is cancelled leaves the order of the others as it was.</summary>
    public async ValueTask<IDisposable> EnterAsync(UserId userId, CancellationToken cancellationToken)
    {
        var turn = new Turn(this, userId);
        Turn? before;
        lock (gate)
        {
            before = last.GetValueOrDefault(userId);
            last[userId] = turn;
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
            if (last.GetValueOrDefault(turn.UserId) == turn)
                last.Remove(turn.UserId);
        }
    }

    private sealed class Turn(UserQueue queue, UserId userId) : IDisposable
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public UserId UserId { get; } = userId;

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
