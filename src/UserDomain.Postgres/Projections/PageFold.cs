using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>What a page of events comes to in a view's table.</summary>
/// <param name="Changes">One for each document that changes, as it is after the page.</param>
/// <param name="Last">The place up to which it is folded: the page's last event's, or that of the one before what stopped it.</param>
/// <param name="Stop">The event that cannot be folded, where there is one.</param>
internal sealed record FoldedPage(IReadOnlyList<ViewChange> Changes, long Last, Poison? Stop);

/// <summary>An event that a view cannot be folded over.</summary>
internal sealed record Poison(StoredEvent Event, Exception Reason)
{
    /// <summary>What is the matter, without what the event says.</summary>
    public string Sentence(string view) =>
        $"{view} cannot be folded over event {Event.Sequence}, number {Event.Version} of {Event.Stream}: "
        + (Reason is UnknownEventException or BrokenStreamException ? Reason.Message : $"its fold failed with {Reason.GetType().Name} on '{Event.Type}'.");
}

/// <summary>Folds pages of events, in order, on what a view's table holds.</summary>
/// <param name="skipped">Places of events that somebody has said are to be passed over.</param>
internal sealed class PageFold(Projection projection, ViewTable table, IReadOnlySet<long> skipped)
{
    /// <param name="connection">Where the table is read: what it holds must not change until the page is written.</param>
    public async Task<FoldedPage> FoldAsync(
        NpgsqlConnection connection, long after, IReadOnlyList<StoredEvent> page, CancellationToken cancellationToken)
    {
        var broken = await StreamSteps.FindBreakAsync(connection, page, skipped, cancellationToken);
        var (events, stop) = Read(page, broken);
        string[] needed = [.. events.Select(projection.NeedsDocument).OfType<string>().Distinct(StringComparer.Ordinal)];
        var documents = needed is [] ? [] : await table.FindAsync(connection, needed, cancellationToken);

        var (changes, last) = (new Dictionary<string, ViewChange>(StringComparer.Ordinal), after);
        foreach (var sequenced in events)
        {
            try
            {
                var needs = projection.NeedsDocument(sequenced);
                ViewChange[] made = [.. projection.Project(needs is null ? null : documents.GetValueOrDefault(needs), sequenced)]; // all of them or none
                foreach (var change in made)
                {
                    changes[change.Id] = change;
                    if (needs == change.Id && change.Document is { } document)
                        documents[needs] = document;
                    else if (needs == change.Id)
                        documents.Remove(needs);
                }
            }
            catch (Exception wrong) when (wrong is not OperationCanceledException)
            {
                return new([.. changes.Values], last, new(page.First(stored => stored.Sequence == sequenced.Sequence), wrong));
            }

            last = sequenced.Sequence;
        }

        return new([.. changes.Values], stop is null && page is not [] ? page[^1].Sequence : last, stop);
    }

    private (List<Sequenced> Events, Poison? Stop) Read(IReadOnlyList<StoredEvent> page, Poison? broken)
    {
        var (events, shared) = (new List<Sequenced>(page.Count), page as SharedPage);
        for (var at = 0; at < page.Count; at++)
        {
            var stored = page[at];
            if (skipped.Contains(stored.Sequence))
                continue;
            if (stored.Sequence == broken?.Event.Sequence)
                return (events, broken);
            try
            {
                events.Add(shared is null ? stored.Read() : shared.Read(at));
            }
            catch (Exception wrong) when (wrong is not OperationCanceledException)
            {
                return (events, new(stored, wrong));
            }
        }

        return (events, null);
    }
}
