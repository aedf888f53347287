using UserDomain.EventSourcing;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>Folds one view over one stream after the other, and writes the documents that each comes to. Only one stream's are held.</summary>
/// <param name="skipped">Places of events that somebody has said are to be passed over.</param>
internal sealed class StreamFold(Projection projection, IReadOnlySet<long> skipped, BulkCopy copy)
{
    private readonly Dictionary<string, object> documents = new(StringComparer.Ordinal);

    public string Name => projection.Name;

    public long Rows => copy.Rows;

    /// <summary>Why the view cannot be folded; none as long as it can.</summary>
    public string? Failure { get; private set; }

    public bool Skips(StoredEvent stored) => skipped.Contains(stored.Sequence);

    public async ValueTask FoldAsync(StoredEvent stored, Sequenced sequenced, CancellationToken cancellationToken)
    {
        foreach (var (_, id, document) in Changes(stored, sequenced))
        {
            if (document is null)
                documents.Remove(id);
            else if (projection.WritesOnce)
                await copy.WriteAsync(id, document, cancellationToken);
            else
                documents[id] = document;
        }
    }

    public void Fail(Poison poison) => Failure ??= poison.Sentence(projection.Name);

    /// <summary>The stream is at its end.</summary>
    public async ValueTask EndStreamAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, document) in documents)
            await copy.WriteAsync(id, document, cancellationToken);
        documents.Clear();
        await copy.PauseAsync(cancellationToken);
    }

    /// <summary>Makes durable what was written, where that is due, be it amid a long stream; of a view that cannot be folded it always is.</summary>
    public ValueTask PauseAsync(CancellationToken cancellationToken) => Failure is null ? copy.PauseAsync(cancellationToken) : copy.EndAsync(cancellationToken);

    public ValueTask EndAsync(CancellationToken cancellationToken) => copy.EndAsync(cancellationToken);

    private ViewChange[] Changes(StoredEvent stored, Sequenced sequenced)
    {
        try
        {
            var needs = projection.NeedsDocument(sequenced);
            return [.. projection.Project(needs is null ? null : documents.GetValueOrDefault(needs), sequenced)];
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            Fail(new(stored, wrong));
            return [];
        }
    }
}
