using global::Marten;
using global::Marten.Events.Projections;
using JasperFx.Events;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Views;

namespace UserDomain.Marten;

/// <summary>A view's fold as a projection of Marten's daemon: the view's own, over a page of events in order.</summary>
internal sealed class DaemonFold(Projection projection, ViewKind kind) : IProjection
{
    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        Sequenced[] page = [.. events.Select(happened => new Sequenced(happened.Sequence, Origins.Recorded(happened)))];
        var documents = await kind.FindAsync(operations, [.. page.Select(projection.NeedsDocument).OfType<string>().Distinct(StringComparer.Ordinal)], cancellation);
        var changes = new Dictionary<string, ViewChange>(StringComparer.Ordinal);
        foreach (var happened in page)
        {
            var before = projection.NeedsDocument(happened) is { } id ? documents.GetValueOrDefault(id) : null;
            foreach (var change in projection.Project(before, happened))
                changes[change.Id] = Remember(documents, change);
        }

        foreach (var change in changes.Values) // first all out, so that what one gives up another may take, whichever comes first
            kind.Change(operations, change with { Document = null });
        foreach (var change in changes.Values.Where(change => change.Document is not null))
            kind.Change(operations, change);
    }

    private static ViewChange Remember(Dictionary<string, object> documents, ViewChange change)
    {
        if (change.Document is { } document)
            documents[change.Id] = document;
        else
            documents.Remove(change.Id);
        return change;
    }
}
