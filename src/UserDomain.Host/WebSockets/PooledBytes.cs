using System.Buffers;
using UserDomain.Host.Http;

namespace UserDomain.Host.WebSockets;

/// <summary>Bytes that grow in borrowed memory; it is wiped when it goes back. What it takes is counted in a budget where one is given.</summary>
internal sealed class PooledBytes(BodyBudget.Share? share = null) : IBufferWriter<byte>, IDisposable
{
    private const int Smallest = 2 * 1024;
    private byte[] rented = [];

    public int Length { get; private set; }

    /// <summary>What it takes of the memory.</summary>
    public int Capacity => rented.Length;

    public ReadOnlyMemory<byte> Written => rented.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    /// <exception cref="SignIn.OverloadedException">There is no room in the budget.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (rented.Length - Length < Math.Max(sizeHint, 1))
            Grow(Math.Max(Smallest, Math.Max(rented.Length * 2, Length + sizeHint)));
        return rented.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        GiveBack();
        (rented, Length) = ([], 0);
    }

    private void Grow(int size)
    {
        share?.Take(size - rented.Length);
        var larger = ArrayPool<byte>.Shared.Rent(size);
        Written.CopyTo(larger);
        GiveBack();
        rented = larger;
    }

    private void GiveBack()
    {
        if (rented.Length > 0)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true); // it held a password, perhaps
    }
}
