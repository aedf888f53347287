using System.Globalization;
using System.Runtime.CompilerServices;

namespace UserDomain.Postgres.Events;

/// <summary>
/// Events in order as the database holds them, by COPY: for what goes over all of them and looks at little. As with
/// <see cref="OrderedReader"/> the next page is on its way while one is worked on, no more than two are held, and none is one long statement.
/// </summary>
internal sealed class RawReader(Database database, Reconnecting reconnecting)
{
    /// <summary>How many events a page has at most.</summary>
    public const int PageSize = 4096;

    private const int PageBytes = 8 * 1024 * 1024;

    /// <summary>What has a place after one and up to another, in order. A page is good until the next is asked for.</summary>
    /// <param name="upTo">A place that was reached.</param>
    /// <param name="where">What else must be true of them, in SQL; made of no text from outside.</param>
    public async IAsyncEnumerable<RowPage> ReadAsync(
        long after, long upTo, string where = "true", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var coming = ReadPageAsync(after, upTo, where, cancellationToken);
        while (true)
        {
            using var page = await coming;
            if (page.Count == 0)
                yield break;
            coming = page is { IsEnd: true, Count: < PageSize }
                ? Task.FromResult(RowPage.None)
                : ReadPageAsync(new EventRow(page.LastRow.Span).Place, upTo, where, cancellationToken);
            try
            {
                yield return page;
            }
            finally
            {
                await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // whoever stops early leaves no statement behind
            }
        }
    }

    /// <summary>The first of these pages.</summary>
    public Task<RowPage> ReadPageAsync(long after, long upTo, string where, CancellationToken cancellationToken) =>
        reconnecting.RunAsync(async token =>
        {
            await using var connection = await database.Source.OpenConnectionAsync(token);
            await using var stream = await connection.BeginRawBinaryCopyAsync(Select(after, upTo, where), token);
            await stream.ReadExactlyAsync(new byte[CopyRow.Header.Length], token);
            using var pages = new RowPages(stream);
            return await pages.NextAsync(PageSize + 1, PageBytes, token); // there is never one more: so the end is read
        }, cancellationToken);

    /// <summary>COPY takes no parameters.</summary>
    private static string Select(long after, long upTo, string where) => string.Create(CultureInfo.InvariantCulture, $"""
        copy (select {EventRow.Columns} from mt_events where seq_id > {after} and seq_id <= {upTo} and {where}
              order by seq_id limit {PageSize}) to stdout (format binary)
        """);
}
