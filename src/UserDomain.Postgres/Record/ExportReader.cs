using System.Security.Cryptography;
using System.Text;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Record;

/// <summary>Reads an export from its beginning to its end, once. Whether it is whole is known at the end.</summary>
internal sealed class ExportReader : IAsyncDisposable
{
    private const int PageRows = 2_000;
    private const int PageBytes = 8 * 1024 * 1024;

    private readonly FileStream file;
    private readonly RowPages pages;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<long> counts = [];

    private ExportReader(FileStream file) => (this.file, pages) = (file, new(file));

    /// <summary>The last numbers that were given, by the order of <see cref="ExportForm.Sequences"/>.</summary>
    public IReadOnlyList<long> LastGiven { get; private set; } = [];

    /// <exception cref="InvalidDataException">It is no export that this release can read.</exception>
    public static async Task<ExportReader> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var reader = new ExportReader(new(path, FileMode.Open, FileAccess.Read, FileShare.Read, PageBytes, FileOptions.SequentialScan | FileOptions.Asynchronous));
        try
        {
            await reader.BeginAsync(cancellationToken);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next table's rows. All of one must be read before the next.</summary>
    public async IAsyncEnumerable<RowPage> ReadTableAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var (count, isEnd) = (0L, false); !isEnd;)
        {
            using var page = await NextAsync(PageRows, cancellationToken);
            (count, isEnd) = (count + page.Count, page.IsEnd);
            if (isEnd)
                counts.Add(count);
            yield return page;
        }
    }

    /// <summary>After the last table: looks whether all that was read is what was written.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public async Task<Exported> EndAsync(CancellationToken cancellationToken)
    {
        var written = hash.GetHashAndReset();
        using var page = await NextAsync(1, cancellationToken);
        var last = page.LastRow;
        if (page.Count != 1 || !last.Span.SequenceEqual(CopyRow.Of([.. counts.Select(CopyRow.Of), written])))
            throw new InvalidDataException("What it holds does not come to the sum at its end.");
        using var nothing = await NextAsync(1, cancellationToken);
        if (nothing is not { Count: 0, IsEnd: true } || !await pages.IsOverAsync(cancellationToken))
            throw new InvalidDataException("Something stands after its end.");
        return Exported.Of(counts);
    }

    public async ValueTask DisposeAsync()
    {
        pages.Dispose();
        hash.Dispose();
        await file.DisposeAsync();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var line = new byte[ExportForm.FirstLine.Length];
        var read = await file.ReadAtLeastAsync(line, line.Length, throwOnEndOfStream: false, cancellationToken);
        if (read < line.Length || !line.AsSpan().SequenceEqual(ExportForm.FirstLine.Span))
        {
            throw new InvalidDataException(Encoding.UTF8.GetString(line).StartsWith($"{ExportForm.Name} ", StringComparison.Ordinal)
                ? $"It is of another form than {ExportForm.Version}, which this release reads."
                : "It is no export of events.");
        }

        hash.AppendData(line);

        using var page = await NextAsync(2, cancellationToken);
        if (page is not { Count: 1, IsEnd: true } || page.Bytes.Length != CopyRow.Of([.. ExportForm.Sequences.Select(_ => CopyRow.Of(0))]).Length)
            throw new InvalidDataException("It does not say which numbers were given.");
        LastGiven = [.. ExportForm.Sequences.Select((_, column) => ExportForm.NumberAt(page.LastRow.Span, column))];
    }

    private async ValueTask<RowPage> NextAsync(int rows, CancellationToken cancellationToken)
    {
        var page = await pages.NextAsync(rows, PageBytes, cancellationToken);
        hash.AppendData(page.Bytes.Span);
        if (page.IsEnd)
            hash.AppendData(CopyRow.EndMark.Span);
        return page;
    }
}
