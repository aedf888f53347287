namespace UserDomain.Host.WebSockets;

/// <summary>What the replies of all sockets that wait to be sent may take together. Where there is no more room, the socket that most waits for gives way.</summary>
internal sealed class UnsentBudget(HostSettings settings)
{
    private readonly Lock gate = new();
    private readonly HashSet<Outgoing> waiting = [];
    private long taken;

    /// <summary>What waits now.</summary>
    public long Taken => Interlocked.Read(ref taken);

    public void Add(Outgoing socket, long bytes)
    {
        List<Outgoing> cut = [];
        lock (gate)
        {
            if (socket.IsUncounted)
                return;
            taken += bytes;
            socket.Counted += bytes;
            waiting.Add(socket);
            while (taken > settings.WebSockets.UnsentBytes && waiting.MaxBy(one => one.Counted) is { } largest)
            {
                Forget(largest);
                cut.Add(largest);
            }
        }

        cut.ForEach(one => one.CutOff());
    }

    public void Remove(Outgoing socket, long bytes)
    {
        lock (gate)
        {
            if (socket.IsUncounted)
                return;
            taken -= bytes;
            socket.Counted -= bytes;
            if (socket.Counted == 0)
                waiting.Remove(socket);
        }
    }

    private void Forget(Outgoing socket)
    {
        taken -= socket.Counted;
        (socket.Counted, socket.IsUncounted) = (0, true);
        waiting.Remove(socket);
    }
}
