using Npgsql;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Record;

/// <summary>
/// Fills the views that are written with events from those that an import has just written, by the connection that did. It goes stream by
/// stream and writes what each comes to, by COPY: what one user gave up and another took is never there twice.
/// </summary>
internal sealed class InlineViews(NpgsqlConnection connection)
{
    private const int PageSize = 4_000;

    private readonly IReadOnlyList<Filling> fillings = [.. All.Select(view => new Filling(view))];

    public static IReadOnlyList<Projection> All { get; } = [.. ViewTables.All.Where(view => view.Timing == Timing.Inline)];

    /// <param name="progress">Told how many events are folded.</param>
    /// <exception cref="InvalidDataException">A view cannot be folded over an event.</exception>
    public async Task FillAsync(IProgress<long> progress, CancellationToken cancellationToken)
    {
        var (last, done) = (default(StoredEvent), 0L);
        while (await ReadAsync(last, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var stored in page)
            {
                if (stored.Stream != last?.Stream)
                    EndStream();
                Fold(stored);
                last = stored;
            }

            await WriteAsync(cancellationToken);
            progress.Report(done += page.Count);
        }

        EndStream();
        await WriteAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<StoredEvent>> ReadAsync(StoredEvent? last, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(EventRows.SelectStreams, connection)
        {
            Parameters = { P(last?.Stream ?? ""), P((long?)last?.Version ?? 0), P((long?)long.MaxValue), P(PageSize) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<StoredEvent>();
        while (await reader.ReadAsync(cancellationToken))
            page.Add(EventRows.Read(reader));
        return page;
    }

    private void Fold(StoredEvent stored)
    {
        try
        {
            var sequenced = stored.Read();
            foreach (var filling in fillings)
                filling.Fold(sequenced);
        }
        catch (Exception wrong)
        {
            throw new InvalidDataException($"The event at place {stored.Sequence} cannot be folded into the views: {wrong.GetType().Name}.", wrong);
        }
    }

    private void EndStream()
    {
        foreach (var filling in fillings)
            filling.EndStream();
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var filling in fillings)
            await filling.WriteAsync(connection, cancellationToken);
    }

    /// <summary>One view: the documents of the stream that is being folded, and those of streams that are over and yet to be written.</summary>
    private sealed class Filling(Projection view)
    {
        private readonly Dictionary<string, object> folding = new(StringComparer.Ordinal);
        private readonly List<KeyValuePair<string, object>> over = [];

        public void Fold(EventSourcing.Sequenced sequenced)
        {
            var needs = view.NeedsDocument(sequenced);
            foreach (var (_, id, document) in view.Project(needs is null ? null : folding.GetValueOrDefault(needs), sequenced))
            {
                if (document is null)
                    folding.Remove(id);
                else
                    folding[id] = document;
            }
        }

        public void EndStream()
        {
            over.AddRange(folding);
            folding.Clear();
        }

        public async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
        {
            if (over is [])
                return;
            await using var copying = await view.Table.CopyAsync(connection, cancellationToken);
            foreach (var (id, document) in over)
                view.Table.Write(copying, id, document);
            await copying.CompleteAsync(cancellationToken);
            over.Clear();
        }
    }
}
