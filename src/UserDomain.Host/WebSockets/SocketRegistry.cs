using System.Collections.Concurrent;
using System.Net.WebSockets;

namespace UserDomain.Host.WebSockets;

/// <summary>Every open socket of this host. When the host is told to stop they close, each as soon as what is under way is answered.</summary>
internal sealed class SocketRegistry
{
    private readonly ConcurrentDictionary<GatewaySocket, byte> sockets = new();
    private readonly CancellationToken stopping;

    public SocketRegistry(IHostApplicationLifetime life)
    {
        stopping = life.ApplicationStopping;
        stopping.Register(() =>
        {
            foreach (var socket in All)
                Leave(socket);
        });
    }

    public IEnumerable<GatewaySocket> All => sockets.Select(pair => pair.Key);

    public int Count => sockets.Count;

    public void Add(GatewaySocket socket)
    {
        sockets.TryAdd(socket, 0);
        if (stopping.IsCancellationRequested)
            Leave(socket);
    }

    public void Remove(GatewaySocket socket) => sockets.TryRemove(socket, out _);

    private static void Leave(GatewaySocket socket) => _ = socket.LeaveAsync(WebSocketCloseStatus.EndpointUnavailable, "The server stops");
}
