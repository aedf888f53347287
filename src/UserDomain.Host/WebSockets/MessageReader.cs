using System.Net.WebSockets;
using UserDomain.Host.Http;

namespace UserDomain.Host.WebSockets;

/// <summary>Reads the messages of one socket. Between two of them it holds no memory; one that is too long is read away within reason, so that the answer arrives.</summary>
internal sealed class MessageReader(WebSocket socket, BodyBudget budget)
{
    public const int Longest = 1024 * 1024;
    private const int LetRunOut = 8 * 1024 * 1024;

    /// <param name="begun">Told when a message begins.</param>
    /// <returns>None once the client has closed.</returns>
    /// <exception cref="SignIn.OverloadedException">There is no room for it.</exception>
    /// <exception cref="MessageTooLongException">It is longer than what is read away.</exception>
    public async Task<Message?> ReadAsync(Action begun, CancellationToken cancellationToken)
    {
        var first = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        begun();
        var share = budget.Open();
        var bytes = new PooledBytes(share);
        try
        {
            var length = await ReadAsync(bytes, first, cancellationToken);
            if (length is { } whole)
                return new(bytes, share) { Length = whole };
        }
        catch
        {
            bytes.Dispose();
            share.Dispose();
            throw;
        }

        bytes.Dispose();
        share.Dispose();
        return null;
    }

    /// <summary>Reads all away until the client has closed.</summary>
    public async Task SkipToEndAsync(CancellationToken cancellationToken)
    {
        using var scrap = new PooledBytes();
        while ((await socket.ReceiveAsync(scrap.GetMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    private async Task<long?> ReadAsync(PooledBytes bytes, ValueWebSocketReceiveResult read, CancellationToken cancellationToken)
    {
        long length = 0;
        while (read is { MessageType: not WebSocketMessageType.Close, EndOfMessage: false })
        {
            read = await socket.ReceiveAsync(bytes.GetMemory(), cancellationToken);
            length += read.Count;
            if (length <= Longest)
                bytes.Advance(read.Count);
            else if (length > LetRunOut)
                throw new MessageTooLongException();
        }

        return read.MessageType == WebSocketMessageType.Close ? null : length;
    }
}

/// <summary>A message is longer than anybody would wait for.</summary>
internal sealed class MessageTooLongException() : Exception("A message is too long.");
