using System.Reflection;
using global::Marten;
using global::Marten.Schema;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Views;

namespace UserDomain.Marten;

/// <summary>An index beside a view's documents. What it is made of is what the migrations make; Marten compares.</summary>
/// <param name="Name">The last part of its name.</param>
/// <param name="Columns">In SQL, each.</param>
/// <param name="Where">Which rows it has; all where it does not say.</param>
internal sealed record ViewIndex(string Name, IReadOnlyList<string> Columns, string? Where = null, bool IsUnique = false)
{
    /// <summary>Whether Marten is to leave it alone: it cannot tell one with a collation between two columns from another.</summary>
    public bool IsLeftAlone { get; init; }

    /// <summary>Over one column, whose name it bears.</summary>
    public static ViewIndex On(string column, string? where = null, bool isUnique = false) => new(column, [column], where, isUnique);
}

/// <summary>A view whose documents Marten keeps, in the table that it has with the other engine.</summary>
internal abstract class ViewKind
{
    public abstract Type View { get; }

    /// <summary>What Marten takes for the document's type.</summary>
    public abstract Type Document { get; }

    /// <summary>Tells Marten of its table, columns and indexes.</summary>
    public abstract void MapTo(StoreOptions options);

    /// <summary>The documents that stand under these ids, in one round trip.</summary>
    public abstract Task<Dictionary<string, object>> FindAsync(IQuerySession session, string[] ids, CancellationToken cancellationToken);

    /// <summary>Puts a document in place, or takes it out, when the session is saved.</summary>
    public abstract void Change(IDocumentOperations session, ViewChange change);
}

/// <inheritdoc cref="ViewKind"/>
internal sealed class ViewKind<TView>(params ViewIndex[] indexes) : ViewKind where TView : class, IView
{
    public override Type View => typeof(TView);

    public override Type Document => typeof(ViewDocument<TView>);

    public override void MapTo(StoreOptions options)
    {
        options.Schema.For<ViewDocument<TView>>().DocumentAlias(TView.Name).UseNumericRevisions(true);
        options.Policies.ForAllDocuments(mapping =>
        {
            if (mapping.DocumentType == typeof(ViewDocument<TView>))
                MapTo(mapping);
        });
    }

    public override void Change(IDocumentOperations session, ViewChange change)
    {
        if (change.Document is TView document)
            session.Store(new ViewDocument<TView> { Id = change.Id, View = document });
        else
            session.HardDelete<ViewDocument<TView>>(change.Id);
    }

    public override async Task<Dictionary<string, object>> FindAsync(IQuerySession session, string[] ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, object>(StringComparer.Ordinal);
        if (ids is [])
            return found;
        var batch = session.CreateBatchQuery();
        var loads = Array.ConvertAll(ids, id => batch.Load<ViewDocument<TView>>(id));
        await batch.Execute(cancellationToken);
        for (var i = 0; i < ids.Length; i++)
        {
            if (await loads[i] is { } document)
                found[ids[i]] = document.View;
        }

        return found;
    }

    private void MapTo(DocumentMapping mapping)
    {
        MemberInfo view = typeof(ViewDocument<TView>).GetProperty(nameof(ViewDocument<>.View))!;
        foreach (var column in ViewTables.Of(typeof(TView)).Columns)
            mapping.DuplicateField([view, MemberOf(column)], columnName: column.Name);
        foreach (var index in indexes.Where(index => index.IsLeftAlone))
            mapping.IgnoreIndex(NameOf(index));
        foreach (var index in indexes.Where(index => !index.IsLeftAlone))
        {
            mapping.Indexes.Add(new DocumentIndex(mapping, [.. index.Columns])
            {
                Name = NameOf(index),
                Predicate = index.Where,
                IsUnique = index.IsUnique,
            });
        }
    }

    private static string NameOf(ViewIndex index) => $"mt_doc_{TView.Name}_idx_{index.Name}";

    /// <summary>Columns are named as their members are, in snake case.</summary>
    private static PropertyInfo MemberOf(ViewColumn column) => typeof(TView).GetProperties().Single(member =>
        string.Equals(member.Name, column.Name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
}
