using System.Runtime.CompilerServices;
using Npgsql;
using UserDomain.EventSourcing;

namespace UserDomain.Postgres.Events;

/// <summary>
/// All events, page by page, never past one that may still commit before it. While a page is worked on the next is on its way; a page is
/// bounded by events and by bytes, so that no more than two such are held.
/// </summary>
internal sealed class OrderedReader(Database database, Reconnecting reconnecting, Fence fence)
{
    private const int PageSize = 2_000;

    /// <summary>Of a page alone, which is held for as long as views are written from it: what is held long is moved by the collector.</summary>
    private const int ShortPageSize = 1_000;

    private const int PageBytes = 8 * 1024 * 1024;

    /// <summary>The last place up to which nothing can come any more; reading up to it skips nothing.</summary>
    /// <param name="after">Where nothing was drawn after this place, nothing is waited for.</param>
    public Task<long> ReachedAsync(long after, CancellationToken cancellationToken) => fence.ReachedAsync(after, cancellationToken);

    public async IAsyncEnumerable<Sequenced> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = await ReachedAsync(after, cancellationToken);
        await foreach (var page in ReadPagesAsync(after, end, cancellationToken))
        {
            foreach (var stored in page)
                yield return stored.Read();
        }
    }

    /// <summary>What has a place after one and up to another, in order.</summary>
    /// <param name="upTo">A place that was reached.</param>
    public IAsyncEnumerable<IReadOnlyList<StoredEvent>> ReadPagesAsync(long after, long upTo, CancellationToken cancellationToken) => after >= upTo
        ? AsyncEnumerable.Empty<IReadOnlyList<StoredEvent>>()
        : ReadAsync(
            last => database.Source.Command(EventRows.SelectPage, P((long?)(last?.Sequence ?? after)), P((long?)upTo), P(PageSize)),
            cancellationToken);

    /// <summary>The first page of that.</summary>
    public async Task<(IReadOnlyList<StoredEvent> Events, bool IsLast)> ReadPageAsync(long after, long upTo, CancellationToken cancellationToken)
    {
        var page = await ReadPageAsync(_ => database.Source.Command(EventRows.SelectPage, P((long?)after), P((long?)upTo), P(ShortPageSize)), null, ShortPageSize, cancellationToken);
        return (page.Events, page.IsLast);
    }

    /// <summary>What has a place up to one, stream by stream, each by version: to fold one after the other, and hold only one.</summary>
    /// <param name="upTo">A place that was reached.</param>
    public IAsyncEnumerable<IReadOnlyList<StoredEvent>> ReadStreamsAsync(long upTo, CancellationToken cancellationToken) =>
        ReadAsync(
            last => database.Source.Command(
                EventRows.SelectStreams, P(last?.Stream ?? ""), P((long?)last?.Version ?? 0), P((long?)upTo), P(PageSize)),
            cancellationToken);

    /// <summary>What one stream has after a version.</summary>
    public IAsyncEnumerable<IReadOnlyList<StoredEvent>> ReadStreamAsync(string stream, long after, CancellationToken cancellationToken) =>
        ReadAsync(
            last => database.Source.Command(EventRows.SelectStreamPage, P(stream), P((long?)(last?.Version ?? after)), P(PageSize)), cancellationToken);

    private async IAsyncEnumerable<IReadOnlyList<StoredEvent>> ReadAsync(
        Func<StoredEvent?, NpgsqlCommand> select, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var coming = ReadPageAsync(select, null, PageSize, cancellationToken);
        while (await coming is { Events.Count: > 0 } page)
        {
            coming = page.IsLast ? Task.FromResult(new Page([], true)) : ReadPageAsync(select, page.Events[^1], PageSize, cancellationToken);
            try
            {
                yield return page.Events;
            }
            finally
            {
                await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // whoever stops early leaves no statement behind
            }
        }
    }

    private Task<Page> ReadPageAsync(Func<StoredEvent?, NpgsqlCommand> select, StoredEvent? last, int most, CancellationToken cancellationToken) =>
        reconnecting.RunAsync(async token =>
        {
            await using var command = select(last);
            await using var reader = await command.ExecuteReaderAsync(token);
            var (events, bytes) = (new List<StoredEvent>(), 0);
            while (bytes < PageBytes && await reader.ReadAsync(token))
            {
                events.Add(EventRows.Read(reader));
                bytes += events[^1].Size;
            }

            return new Page(events, bytes < PageBytes && events.Count < most);
        }, cancellationToken);

    private sealed record Page(IReadOnlyList<StoredEvent> Events, bool IsLast);
}
