using UserDomain.Host.Http;
using UserDomain.SignIn;

namespace UserDomain.Host.WebSockets;

/// <summary><c>/WSGateway</c>, with a slash at its end or without, in any case: frames in, frames out (wire contract, 1.1 and 2). It knows no call by name.</summary>
internal sealed class WsGateway(SocketParts parts, SocketRegistry sockets, HttpAnswers answers)
{
    private const string NoUpgrade = "This is for WebSockets";

    public void Map(IEndpointRouteBuilder routes) => routes.Map("/WSGateway", RunAsync);

    private async Task RunAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await answers.WriteAsync(http, new BadHttpRequestException(NoUpgrade));
            return;
        }

        using var place = sockets.TryEnter();
        if (place is null)
        {
            await answers.WriteAsync(http, new OverloadedException());
            return;
        }

        var origin = new SocketOrigin(HttpCallers.AddressOf(http), HttpCallers.CorrelationOf(http.Request));
        using var socket = new GatewaySocket(await http.WebSockets.AcceptWebSocketAsync(), origin, parts);
        await RunAsync(socket, http.RequestAborted);
    }

    private async Task RunAsync(GatewaySocket socket, CancellationToken aborted)
    {
        sockets.Add(socket);
        try
        {
            await using var cut = aborted.Register(socket.CutOff);
            await socket.RunAsync();
        }
        finally
        {
            sockets.Remove(socket);
        }
    }
}
