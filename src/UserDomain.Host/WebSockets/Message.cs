using UserDomain.Host.Http;

namespace UserDomain.Host.WebSockets;

/// <summary>One message of a client, whole. Its part of the budget is given back when what came of it has ended.</summary>
internal sealed class Message(PooledBytes bytes, BodyBudget.Share share) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => bytes.Written;

    /// <summary>How long it was, whether or not it was kept.</summary>
    public required long Length { get; init; }

    /// <summary>Whether it was too long and was read away.</summary>
    public bool IsTooLong => Length > MessageReader.Longest;

    /// <summary>Gives back the memory, of which nothing is needed once the message is read. What was made of it still counts.</summary>
    public void Forget() => bytes.Dispose();

    public void Dispose()
    {
        bytes.Dispose();
        share.Dispose();
    }
}
