using System.Buffers.Binary;
using System.Text;

namespace UserDomain.Model;

/// <summary>How a configuration is written and read back: first what there is of it and an entry for each page, then the pages, which may be left there until they are needed.</summary>
public sealed partial class UserConfig
{
    /// <summary>The form that it is written in; another number for another form.</summary>
    public const int Form = 3;

    private const int BytesAt = sizeof(int);
    private const int PagesAt = BytesAt + sizeof(long);
    private const int EntriesAt = PagesAt + sizeof(int);

    /// <summary>Whether all of it is here.</summary>
    public bool IsWhole => !Array.Exists(pages, page => page.IsLeft);

    /// <summary>What it takes here, in bytes as it is held: without what was left.</summary>
    public long HeldBytes => Bytes + (2L * Count) - leftBytes;

    /// <summary>How long what <see cref="WriteHead"/> writes is.</summary>
    public int HeadLength => EntriesAt + pages.Sum(page => page.EntryLength);

    /// <summary>How long what <see cref="WritePages"/> writes is.</summary>
    public int PagesLength => pages.Sum(page => page.Bytes.Length);

    /// <summary>Writes what there is of a whole one.</summary>
    public void WriteHead(Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, Count);
        BinaryPrimitives.WriteInt64LittleEndian(to[BytesAt..], Bytes);
        BinaryPrimitives.WriteInt32LittleEndian(to[PagesAt..], pages.Length);
        to = to[EntriesAt..];
        foreach (var page in pages)
        {
            page.WriteEntry(to);
            to = to[page.EntryLength..];
        }
    }

    /// <summary>Writes the pages of a whole one.</summary>
    public void WritePages(Span<byte> to)
    {
        foreach (var page in pages)
        {
            page.Bytes.CopyTo(to);
            to = to[page.Bytes.Length..];
        }
    }

    /// <summary>The first key of each page of a whole one, in order as bytes, and how long the page is.</summary>
    public IEnumerable<(byte[] FirstKey, int Length)> WrittenPages => pages.Select(page => (page.FirstKey.ToArray(), page.Bytes.Length));

    /// <summary>One that was written. Only pages that are wholly among those that were read are here.</summary>
    /// <param name="head">All of it, as it was written.</param>
    /// <param name="read">The first bytes of its pages, or none.</param>
    /// <param name="at">Where the pages begin.</param>
    /// <param name="length">How long all of its pages must be.</param>
    /// <exception cref="ArgumentException">It is not whole.</exception>
    public static UserConfig Read(ReadOnlySpan<byte> head, ReadOnlySpan<byte> read, int at, int length)
    {
        var (pages, end, left) = (new ConfigPage[BinaryPrimitives.ReadInt32LittleEndian(head[PagesAt..])], at, 0L);
        var entries = head[EntriesAt..];
        for (var i = 0; i < pages.Length; i++)
        {
            var page = ConfigPage.Left(entries, end);
            entries = entries[page.EntryLength..];
            end = page.Piece.End;
            pages[i] = end - at <= read.Length ? page.Filled(read[(page.Piece.At - at)..(end - at)]) : page;
            left += pages[i].LeftBytes;
        }

        return end - at == length && entries.IsEmpty
            ? new(pages, BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt64LittleEndian(head[BytesAt..]), left, [])
            : throw new ArgumentException("Not a whole configuration.", nameof(head));
    }

    /// <summary>What is not here of the pages that hold these keys, or of all; neighbours are one piece.</summary>
    public IReadOnlyList<ConfigPiece> Left(IEnumerable<string>? keys)
    {
        if (IsWhole)
            return [];
        var (wanted, pieces) = (keys is null ? pages.AsEnumerable() : keys.Select(PageOf).Order().Distinct().Select(at => pages[at]), new List<ConfigPiece>());
        foreach (var page in wanted.Where(page => page.IsLeft).Select(page => page.Piece))
        {
            if (pieces is [.., var last] && last.End == page.At)
                pieces[^1] = new(last.At, last.Length + page.Length);
            else
                pieces.Add(page);
        }

        return pieces;
    }

    /// <summary>The same with what was left in these pieces, each of them with its bytes.</summary>
    /// <exception cref="ArgumentException">They are not what was left.</exception>
    public UserConfig Filled(IReadOnlyList<(ConfigPiece Piece, ReadOnlyMemory<byte> Bytes)> read)
    {
        var (filled, left) = (pages.ToArray(), leftBytes);
        for (var i = 0; i < filled.Length; i++)
        {
            if (!filled[i].IsLeft)
                continue;
            var page = filled[i].Piece;
            foreach (var (piece, bytes) in read)
            {
                if (page.At < piece.At || page.End > piece.End)
                    continue;
                left -= filled[i].LeftBytes;
                filled[i] = filled[i].Filled(bytes.Span.Slice(page.At - piece.At, page.Length));
                break;
            }
        }

        var due = Array.FindAll(later, change => !filled[PageOf(change.Key)].IsLeft);
        var config = new UserConfig(
            filled, Count - due.Sum(change => change.Count), Bytes - due.Sum(change => change.Bytes), left, due is [] ? later : [.. later.Except(due)]);
        return due.Aggregate(config, (changed, change) => change.Value is { } value
            ? changed.Set(Encoding.UTF8.GetString(change.Key), Encoding.UTF8.GetString(value))
            : changed.Remove(Encoding.UTF8.GetString(change.Key)));
    }

    private int PageOf(string key) => PageOf(Utf8(key, stackalloc byte[OnStack]));
}
