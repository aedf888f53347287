using System.Buffers;

namespace UserDomain.Postgres.Events;

/// <summary>Whole rows of a binary COPY, in one piece. They are gone once it is disposed.</summary>
internal sealed class RowPage(byte[] buffer, int length, int rows, int last, bool isEnd) : IDisposable
{
    public static RowPage None { get; } = new([], 0, 0, 0, true);

    /// <summary>How many rows there are.</summary>
    public int Count => rows;

    /// <summary>Whether the end of rows came right after it.</summary>
    public bool IsEnd => isEnd;

    /// <summary>The last of them.</summary>
    public ReadOnlyMemory<byte> LastRow => Bytes[last..];

    /// <summary>All of them, one after another.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    public IEnumerable<ReadOnlyMemory<byte>> Rows
    {
        get
        {
            for (var rest = Bytes; rest.Length > 0;)
            {
                var row = CopyRow.Length(rest.Span);
                yield return rest[..row];
                rest = rest[row..];
            }
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}

/// <summary>Cuts a stream of rows into pages. After the end of rows the next page begins with what follows it.</summary>
internal sealed class RowPages(Stream stream) : IDisposable
{
    private const int FirstSize = 256 * 1024;

    /// <summary>No row is longer: PostgreSQL takes none. What says that it is longer is damaged.</summary>
    private const int LongestRow = 1 << 30;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int filled;

    /// <summary>The next rows: up to so many, and up to one more than so many bytes hold.</summary>
    /// <exception cref="InvalidDataException">There are no rows there, or they break off.</exception>
    public async ValueTask<RowPage> NextAsync(int rows, int bytes, CancellationToken cancellationToken)
    {
        var (at, last, count, length) = (0, 0, 0, 0);
        while (count < rows && at < bytes)
        {
            length = CopyRow.Length(buffer.AsSpan(at, filled - at));
            if (length == CopyRow.End)
                break;
            if (length == 0)
            {
                await FillAsync(cancellationToken);
                continue;
            }

            (last, at, count) = (at, at + length, count + 1);
        }

        return Cut(at, last, count, length == CopyRow.End);
    }

    /// <summary>Whether nothing at all follows.</summary>
    public async ValueTask<bool> IsOverAsync(CancellationToken cancellationToken) =>
        filled == 0 && await stream.ReadAsync(new byte[1], cancellationToken) == 0;

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private RowPage Cut(int at, int last, int count, bool isEnd)
    {
        var page = buffer;
        var rest = page.AsSpan(at, filled - at)[(isEnd ? CopyRow.CountLength : 0)..];
        buffer = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, rest.Length));
        rest.CopyTo(buffer);
        filled = rest.Length;
        return new(page, at, count, last, isEnd);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (filled == buffer.Length)
        {
            if (filled >= LongestRow)
                throw new InvalidDataException("A row is longer than any can be.");
            var larger = ArrayPool<byte>.Shared.Rent(filled * 2);
            buffer.AsSpan(0, filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
        if (read == 0)
            throw new InvalidDataException("It breaks off.");
        filled += read;
    }
}
