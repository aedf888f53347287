using UserDomain.EventSourcing;

namespace UserDomain.Postgres.Views;

/// <summary>When a view is written: in the transaction of the events, or after it by a worker.</summary>
internal enum Timing
{
    Inline,
    Async,
}

/// <summary>A view as a fold that can be run over events apart from any append, and the table that it is served from.</summary>
internal abstract class Projection(string name, Timing timing, ViewTable table)
{
    private const string Public = "public";

    public string Name => name;

    public Timing Timing => timing;

    /// <summary>Where it is served from.</summary>
    public ViewTable Table => table;

    /// <summary>Whether a document that was put in place is never changed by a later event.</summary>
    public virtual bool WritesOnce => false;

    /// <summary>The id of the document that the event is folded on; none where no document need be there to fold it.</summary>
    public abstract string? NeedsDocument(Sequenced sequenced);

    /// <summary>The documents that the event puts in place or takes out, given the one that it needs.</summary>
    public abstract IEnumerable<ViewChange> Project(object? document, Sequenced sequenced);

    public static Projection OfUsers<TView>(Timing timing, params ViewColumn<TView>[] columns) where TView : class, IUserView<TView> =>
        new Users<TView>(timing, TableOf(TView.Name, columns));

    public static Projection OfRows<TView>(Timing timing, params ViewColumn<TView>[] columns) where TView : class, IRowView<TView> =>
        new Rows<TView>(timing, TableOf(TView.Name, columns));

    public static Projection OfEvents<TView>(Timing timing, params ViewColumn<TView>[] columns) where TView : class, IEventView<TView> =>
        new Events<TView>(timing, TableOf(TView.Name, columns));

    private static ViewTable TableOf<TView>(string name, ViewColumn<TView>[] columns) =>
        new(typeof(TView), Public, $"mt_doc_{name}", [.. columns.Select(ViewColumn.Of)]);

    private sealed class Users<TView>(Timing timing, ViewTable table) : Projection(TView.Name, timing, table) where TView : class, IUserView<TView>
    {
        public override string? NeedsDocument(Sequenced sequenced) =>
            TView.Shows(sequenced.Recorded.Event) ? sequenced.Recorded.Stream.UserOf("user")?.ToString() : null;

        public override IEnumerable<ViewChange> Project(object? document, Sequenced sequenced)
        {
            if (NeedsDocument(sequenced) is not { } id)
                return [];
            var next = TView.Project((TView?)document, sequenced.Recorded);
            return ReferenceEquals(next, document) ? [] : [new ViewChange(typeof(TView), id, next)];
        }
    }

    private sealed class Rows<TView>(Timing timing, ViewTable table) : Projection(TView.Name, timing, table) where TView : class, IRowView<TView>
    {
        public override string? NeedsDocument(Sequenced sequenced) => null;

        public override IEnumerable<ViewChange> Project(object? document, Sequenced sequenced) =>
            sequenced.Recorded.Stream.UserOf("user") is { } user ? TView.Project(user, sequenced.Recorded) : [];
    }

    private sealed class Events<TView>(Timing timing, ViewTable table) : Projection(TView.Name, timing, table) where TView : class, IEventView<TView>
    {
        public override bool WritesOnce => true;

        public override string? NeedsDocument(Sequenced sequenced) => null;

        public override IEnumerable<ViewChange> Project(object? document, Sequenced sequenced) => TView.Project(sequenced);
    }
}
