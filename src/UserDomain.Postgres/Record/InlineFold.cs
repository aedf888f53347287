using System.Collections.Immutable;
using Npgsql;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Record;

/// <summary>Folds imported events into the views that are written with events, page by page.</summary>
internal sealed class InlineFold(NpgsqlConnection connection)
{
    private readonly IReadOnlyList<PageFold> folds =
        [.. Views.Select(view => new PageFold(view, view.Table, ImmutableHashSet<long>.Empty))];

    private long done;

    public static IReadOnlyList<Projection> Views { get; } = [.. ViewTables.All.Where(view => view.Timing == Timing.Inline)];

    /// <summary>How many events are folded in all.</summary>
    /// <exception cref="InvalidDataException">A view cannot be folded over an event.</exception>
    public async Task<long> FoldAsync(RowPage rows, CancellationToken cancellationToken)
    {
        StoredEvent[] page = [.. rows.Rows.Select(row => new EventRow(row.Span).ToStored())];
        for (var view = 0; view < Views.Count; view++)
        {
            var folded = await folds[view].FoldAsync(connection, 0, page, cancellationToken);
            if (folded.Stop is { } stop)
                throw new InvalidDataException($"The view {Views[view].Name} cannot be folded over the event at place {stop.Event.Sequence}: {stop.Reason.Message}");
            await using var batch = new NpgsqlBatch(connection);
            Views[view].Table.AddChanges(batch, folded.Changes);
            if (batch.BatchCommands.Count > 0)
                await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return done += page.Length;
    }
}
