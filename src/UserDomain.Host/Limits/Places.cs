using UserDomain.SignIn;

namespace UserDomain.Host.Limits;

/// <summary>So many places, and a queue before them that is no longer than it may be: who has waited longest is next.</summary>
internal sealed class Places(int count, int mayWait)
{
    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource> waiting = [];
    private int free = count;

    /// <summary>Takes one if there is one.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (free == 0)
                return false;
            free--;
            return true;
        }
    }

    /// <summary>Takes one, and waits for it. Who is cancelled holds none, and leaves the order of the others as it was.</summary>
    /// <exception cref="OverloadedException">Too many wait already.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Queue() is not { } mine)
            return;
        await using var leaves = cancellationToken.UnsafeRegister(_ => Leave(mine, cancellationToken), null);
        await mine.Value.Task;
    }

    /// <summary>Gives one back.</summary>
    public void Leave()
    {
        LinkedListNode<TaskCompletionSource>? next;
        lock (gate)
        {
            next = waiting.First;
            if (next is null)
                free++;
            else
                waiting.Remove(next);
        }

        next?.Value.SetResult();
    }

    /// <returns>The place in the queue; none where there was a free one, which is taken then.</returns>
    private LinkedListNode<TaskCompletionSource>? Queue()
    {
        lock (gate)
        {
            if (TryEnter())
                return null;
            return waiting.Count < mayWait
                ? waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
                : throw new OverloadedException();
        }
    }

    private void Leave(LinkedListNode<TaskCompletionSource> mine, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (mine.List is null)
                return; // it is his turn already
            waiting.Remove(mine);
        }

        mine.Value.SetCanceled(cancellationToken);
    }
}
