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
        }
        else if (await AcceptAsync(http) is { } socket)
        {
            using (socket)
                await RunAsync(socket, http.RequestAborted);
        }
    }

    /// <summary>None where there are as many as may be; then it has been answered.</summary>
    private async Task<GatewaySocket?> AcceptAsync(HttpContext http)
    {
        try
        {
            var socket = await http.WebSockets.AcceptWebSocketAsync();
            return new(socket, new(HttpCallers.AddressOf(http), HttpCallers.CorrelationOf(http.Request)), parts);
        }
        catch (InvalidOperationException) when (!http.Response.HasStarted)
        {
            http.Response.Headers.Clear(); // those of the upgrade that is not to be
            await answers.WriteAsync(http, new OverloadedException());
            return null;
        }
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
