using System.Collections.Concurrent;
using System.Net.WebSockets;

namespace UserDomain.Host.WebSockets;

/// <summary>Every open socket of this host. When the host is told to stop they close, each as soon as what is under way is answered.</summary>
internal sealed class SocketRegistry
{
    private readonly ConcurrentDictionary<GatewaySocket, byte> sockets = new();
    private readonly CancellationToken stopping;
    private readonly int maximum;
    private int entered;

    public SocketRegistry(IHostApplicationLifetime life, HostSettings settings)
    {
        (stopping, maximum) = (life.ApplicationStopping, settings.WebSockets.Maximum);
        stopping.Register(() =>
        {
            foreach (var socket in All)
                Leave(socket);
        });
    }

    public IEnumerable<GatewaySocket> All => sockets.Select(pair => pair.Key);

    public int Count => sockets.Count;

    /// <summary>Takes a place for one more, before it is opened: the server's own limit would not count those that come by HTTP/2.</summary>
    /// <returns>None where there are as many as may be.</returns>
    public IDisposable? TryEnter()
    {
        var place = new Place(this);
        if (Interlocked.Increment(ref entered) <= maximum)
            return place;
        place.Dispose();
        return null;
    }

    public void Add(GatewaySocket socket)
    {
        sockets.TryAdd(socket, 0);
        if (stopping.IsCancellationRequested)
            Leave(socket);
    }

    public void Remove(GatewaySocket socket) => sockets.TryRemove(socket, out _);

    private static void Leave(GatewaySocket socket) => _ = socket.LeaveAsync(WebSocketCloseStatus.EndpointUnavailable, "The server stops");

    private sealed class Place(SocketRegistry registry) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref registry.entered);
    }
}
