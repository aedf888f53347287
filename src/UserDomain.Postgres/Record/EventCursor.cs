using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Record;

/// <summary>Goes along events one by one, over the ends of pages.</summary>
internal sealed class EventCursor(IAsyncEnumerable<RowPage> pages, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<RowPage> coming = pages.GetAsyncEnumerator(cancellationToken);
    private IEnumerator<ReadOnlyMemory<byte>>? rows;

    /// <summary>The event's row; good until the next is asked for.</summary>
    public ReadOnlyMemory<byte> Row { get; private set; }

    /// <summary>The event's place; beyond all places after the last one.</summary>
    public long Place { get; private set; }

    public ValueTask NextAsync()
    {
        if (rows is null || !rows.MoveNext())
            return NextPageAsync();
        Take(rows.Current);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => coming.DisposeAsync();

    private async ValueTask NextPageAsync()
    {
        if (!await coming.MoveNextAsync())
        {
            Place = long.MaxValue;
            return;
        }

        rows = coming.Current.Rows.GetEnumerator();
        rows.MoveNext();
        Take(rows.Current);
    }

    private void Take(ReadOnlyMemory<byte> row) => (Row, Place) = (row, new EventRow(row.Span).Place);
}
