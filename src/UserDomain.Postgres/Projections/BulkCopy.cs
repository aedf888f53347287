using Npgsql;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// Writes a view's documents by COPY, in transactions of about half a second: readers of events wait for every transaction that runs in
/// their database, and one as long as a rebuild would hold up all views that follow from behind.
/// </summary>
internal sealed class BulkCopy(RebuildSession session, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    private NpgsqlBinaryImporter? copying;
    private long began;

    public long Rows { get; private set; }

    public async ValueTask WriteAsync(string id, object document, CancellationToken cancellationToken)
    {
        if (copying is null)
            (copying, began) = (await session.Next.CopyAsync(session.Connection, cancellationToken), clock.GetTimestamp());
        session.Next.Write(copying, id, document);
        Rows++;
    }

    /// <summary>Makes durable what was written, where that is due.</summary>
    public ValueTask PauseAsync(CancellationToken cancellationToken) =>
        copying is null || clock.GetElapsedTime(began) < Longest ? ValueTask.CompletedTask : EndAsync(cancellationToken);

    /// <summary>Makes durable all that was written.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (copying is not { } ending)
            return;
        copying = null;
        await using (ending)
            await ending.CompleteAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (copying is not null)
            await copying.DisposeAsync();
    }
}
