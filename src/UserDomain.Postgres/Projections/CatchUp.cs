using Npgsql;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// Folds events, in order, on a view's table that is not served, page by page, each with its place in one transaction. A page may end
/// where two rows want what only one may have, since an address is freed and taken in one order and places are drawn in another: then
/// it is read on until the second event is in it.
/// </summary>
internal sealed class CatchUp(OrderedReader reader, RebuildSession session, ViewTable table, IReadOnlySet<long> skipped, long place)
{
    private const int MostRounds = 8;
    private const int Little = 100;

    private const string Note = "update userdomain.view_tables set last_seq_id = $3, made_at = now() where name = $1 and schema = $2";

    private readonly PageFold fold = new(session.Projection, table, skipped);

    /// <summary>The place up to which the table is folded.</summary>
    public long Place { get; private set; } = place;

    /// <summary>Ids of documents that events were folded on since they were last looked at.</summary>
    public HashSet<string> Touched { get; private set; } = new(StringComparer.Ordinal);

    public ViewTable Table => table;

    /// <summary>What was touched so far; from here on it is counted anew.</summary>
    public HashSet<string> TakeTouched()
    {
        var taken = Touched;
        Touched = new(StringComparer.Ordinal);
        return taken;
    }

    /// <summary>Goes on until little is left, or writers are faster.</summary>
    public async Task NearlyAsync(CancellationToken cancellationToken)
    {
        for (var (round, taken) = (0, long.MaxValue); round < MostRounds && taken >= Little; round++)
        {
            var before = Place;
            await ToAsync(await reader.ReachedAsync(Place, cancellationToken), reader.ReachedAsync, cancellationToken);
            taken = Place - before;
        }
    }

    /// <summary>Takes in at least one more event.</summary>
    /// <returns>Whether there was any.</returns>
    public async Task<bool> FurtherAsync(CancellationToken cancellationToken)
    {
        var before = Place;
        await ToAsync(await reader.ReachedAsync(Place, cancellationToken), reader.ReachedAsync, cancellationToken);
        return Place > before;
    }

    /// <summary>Exactly to a place, within the transaction that the session has open. What is unique and taken fails it.</summary>
    public Task ExactlyAsync(long upTo, CancellationToken cancellationToken) =>
        ToAsync(upTo, (reached, _) => Task.FromResult(reached), cancellationToken);

    /// <summary>The documents that are folded here over events after an earlier place.</summary>
    public async Task<IReadOnlySet<string>> FoldedSinceAsync(long earlier, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in reader.ReadPagesAsync(earlier, Place, cancellationToken))
        {
            foreach (var sequenced in page.Where(stored => !skipped.Contains(stored.Sequence)).Select(stored => stored.Read()))
                ids.UnionWith(session.Projection.NeedsDocument(sequenced) is { } id ? [id] : session.Projection.Project(null, sequenced).Select(change => change.Id));
        }

        return ids;
    }

    /// <summary>The transaction that took it further was undone.</summary>
    public void BackTo(long earlier) => Place = earlier;

    private async Task ToAsync(long upTo, Func<long, CancellationToken, Task<long>> reachFurther, CancellationToken cancellationToken)
    {
        for (List<StoredEvent> held = []; ;)
        {
            await foreach (var page in reader.ReadPagesAsync(held is [] ? Place : held[^1].Sequence, upTo, cancellationToken))
            {
                held.AddRange(page);
                if (await TryFoldAsync(held, cancellationToken))
                    held.Clear();
            }

            if (held is [])
                break;
            var further = await reachFurther(upTo, cancellationToken);
            if (further <= upTo)
                throw new JobException($"Two documents of {table.Name} want what only one may have, and no later event settles it. Nothing was changed.");
            upTo = further;
        }

        Place = Math.Max(Place, upTo);
    }

    private async Task<bool> TryFoldAsync(List<StoredEvent> events, CancellationToken cancellationToken)
    {
        var folded = await fold.FoldAsync(session.Connection, Place, events, cancellationToken);
        if (folded.Stop is { } poison)
            throw new JobException(poison.Sentence(session.Name));
        try
        {
            await WriteAsync(folded, cancellationToken);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation && !session.InTransaction)
        {
            return false;
        }

        Place = folded.Last;
        Touched.UnionWith(folded.Changes.Select(change => change.Id));
        return true;
    }

    /// <summary>All that changes is taken out before anything is put in. A batch outside of a transaction is one.</summary>
    private async Task WriteAsync(FoldedPage folded, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session.Connection);
        if (folded.Changes is not [])
            table.AddDeletions(batch, [.. folded.Changes.Select(change => change.Id)]);
        if (folded.Changes.Where(change => change.Document is not null).ToArray() is not [] and var puts)
            table.AddChanges(batch, puts);
        batch.Add(Note, P(session.Name), P(table.Schema), P((long?)folded.Last));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
