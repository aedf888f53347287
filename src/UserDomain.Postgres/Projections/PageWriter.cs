using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>What came of writing a page.</summary>
internal enum Written
{
    Whole,

    /// <summary>An event in it cannot be folded or stored. What comes before that is written, and the view is stopped.</summary>
    UpToAStop,

    /// <summary>Nothing: the view is not at the place that it was thought to be at any more.</summary>
    Not,
}

/// <summary>
/// Writes pages of events into a view: what they change and how far it is then, in one transaction on the session that has the view's lock.
/// The place is moved first, so that whoever puts another table in the view's place, who does the same, is waited for before the table is read.
/// </summary>
internal sealed class PageWriter(NpgsqlConnection connection, Projection view, PageFold fold)
{
    private const string Move = "update mt_event_progression set last_seq_id = $3, last_updated = transaction_timestamp() where name = $1 and last_seq_id = $2";

    /// <param name="after">The place that the view is at.</param>
    /// <param name="upTo">The place that it is at afterwards: the page's last, or a later one before which there is nothing.</param>
    public async Task<Written> WriteAsync(long after, IReadOnlyList<StoredEvent> page, long upTo, CancellationToken cancellationToken)
    {
        try
        {
            return view.WritesOnce ? await WriteOnceAsync(after, page, upTo, cancellationToken) : await WriteTogetherAsync(after, page, upTo, view.Table.PutAsync, cancellationToken);
        }
        catch (PostgresException refused) when (RefusesWhatIsWritten(refused))
        {
            return page is [var alone] ? await StopAsync(after, new(alone, refused), cancellationToken) : await WriteHalvesAsync(after, page, upTo, cancellationToken);
        }
    }

    /// <summary>A document was refused: which event's that is shows in ever smaller parts.</summary>
    private async Task<Written> WriteHalvesAsync(long after, IReadOnlyList<StoredEvent> page, long upTo, CancellationToken cancellationToken)
    {
        StoredEvent[] first = [.. page.Take(page.Count / 2)], second = [.. page.Skip(page.Count / 2)];
        return await WriteAsync(after, first, first[^1].Sequence, cancellationToken) is var outcome and not Written.Whole
            ? outcome
            : await WriteAsync(first[^1].Sequence, second, upTo, cancellationToken);
    }

    /// <summary>What no other event changes is not there yet and is copied in, unless the view was set back by hand with its documents left in place.</summary>
    private async Task<Written> WriteOnceAsync(long after, IReadOnlyList<StoredEvent> page, long upTo, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteTogetherAsync(after, page, upTo, view.Table.AddAsync, cancellationToken);
        }
        catch (PostgresException wrong) when (wrong.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return await WriteTogetherAsync(after, page, upTo, view.Table.PutAsync, cancellationToken);
        }
    }

    private async Task<Written> WriteTogetherAsync(
        long after, IReadOnlyList<StoredEvent> page, long upTo, Func<NpgsqlConnection, IReadOnlyList<ViewChange>, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await MoveAsync(after, upTo, cancellationToken))
            return Written.Not;

        var folded = await fold.FoldAsync(connection, after, page, cancellationToken);
        await write(connection, folded.Changes, cancellationToken);
        if (folded.Stop is { } poison)
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(Move, P(view.Name), P((long?)upTo), P((long?)folded.Last));
            ViewStops.Add(batch, view.Name, poison);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return folded.Stop is null ? Written.Whole : Written.UpToAStop;
    }

    private async Task<Written> StopAsync(long after, Poison poison, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await MoveAsync(after, after, cancellationToken))
            return Written.Not;
        await using var batch = new NpgsqlBatch(connection);
        ViewStops.Add(batch, view.Name, poison);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Written.UpToAStop;
    }

    private async Task<bool> MoveAsync(long from, long to, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(Move, P(view.Name), P((long?)from), P((long?)to));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>A value that cannot be stored, a rule of the table, or a limit such as how long an indexed text may be: the same would happen again.</summary>
    private static bool RefusesWhatIsWritten(PostgresException wrong) => wrong.SqlState[..2] is "22" or "23" or "54";
}
