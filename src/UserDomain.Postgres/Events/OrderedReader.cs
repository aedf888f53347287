using System.Runtime.CompilerServices;
using UserDomain.EventSourcing;

namespace UserDomain.Postgres.Events;

/// <summary>All events in order, page by page, never past one that may still commit before it.</summary>
internal sealed class OrderedReader(Database database, Reconnecting reconnecting, Fence fence)
{
    private const int PageSize = 2_000;

    public async IAsyncEnumerable<Sequenced> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var end = await fence.ReachedAsync(after, cancellationToken);
        while (after < end)
        {
            var page = await ReadPageAsync(after, end, cancellationToken);
            foreach (var sequenced in page)
                yield return sequenced;
            if (page.Count < PageSize)
                yield break;
            after = page[^1].Sequence;
        }
    }

    private Task<List<Sequenced>> ReadPageAsync(long after, long end, CancellationToken cancellationToken) =>
        reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(EventRows.SelectPage, P((long?)after), P((long?)end), P(PageSize));
            await using var reader = await command.ExecuteReaderAsync(token);
            var page = new List<Sequenced>();
            while (await reader.ReadAsync(token))
                page.Add(EventRows.Read(reader));
            return page;
        }, cancellationToken);
}
