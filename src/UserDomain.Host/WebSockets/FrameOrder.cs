namespace UserDomain.Host.WebSockets;

/// <summary>
/// Who comes before whom among the frames of one socket (wire contract, decisions): those about the same user one after another as they
/// came, others at the same time.
/// </summary>
internal sealed class FrameOrder
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Turn> last = new(StringComparer.Ordinal);
    private readonly HashSet<Turn> open = [];
    private bool isClosed;

    /// <summary>Ends when every frame that has come has ended.</summary>
    public Task AllEnded
    {
        get
        {
            lock (gate)
                return EndOf(open);
        }
    }

    /// <summary>Takes a place behind all frames about the same user.</summary>
    /// <returns>None once it is closed: then the frame is as good as never come.</returns>
    public Turn? Enter(FrameTarget target)
    {
        lock (gate)
        {
            if (isClosed)
                return null;
            var before = target.Keys.Select(key => last.GetValueOrDefault(key)).OfType<Turn>();
            if (target.MayBeNamedBefore)
                before = before.Concat(open.Where(turn => turn.Target.NamesSomebodyUnknown));
            var turn = new Turn(this, target, EndOf(before));
            foreach (var key in target.Keys)
                last[key] = turn;
            open.Add(turn);
            return turn;
        }
    }

    /// <summary>Takes a place behind all frames that have come.</summary>
    public Turn? EnterBehindAll()
    {
        lock (gate)
        {
            if (isClosed)
                return null;
            var turn = new Turn(this, FrameTarget.Nobody, EndOf(open));
            open.Add(turn);
            return turn;
        }
    }

    /// <summary>No frame enters from now on.</summary>
    public void Close()
    {
        lock (gate)
            isClosed = true;
    }

    private static Task EndOf(IEnumerable<Turn> turns) => Task.WhenAll(turns.Distinct().Select(turn => turn.Ended));

    private void Leave(Turn turn)
    {
        lock (gate)
        {
            open.Remove(turn);
            foreach (var key in turn.Target.Keys)
            {
                if (last.GetValueOrDefault(key) == turn)
                    last.Remove(key);
            }
        }
    }

    /// <summary>One frame's place; disposing ends it.</summary>
    internal sealed class Turn(FrameOrder order, FrameTarget target, Task before) : IDisposable
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public FrameTarget Target => target;

        /// <summary>Ends when the frame may start.</summary>
        public Task Before => before;

        public Task Ended => ended.Task;

        public void Dispose()
        {
            order.Leave(this);
            ended.TrySetResult();
        }
    }
}
