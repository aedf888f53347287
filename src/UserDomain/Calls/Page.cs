namespace UserDomain.Calls;

/// <summary>A page that is being filled, bounded in items and in text.</summary>
/// <param name="limit">The most items; none is the usual.</param>
internal sealed class Page<T>(int? limit)
{
    private readonly List<T> items = [];
    private long text;

    public IReadOnlyList<T> Items => items;

    public bool IsFull => items.Count >= (limit ?? Limits.Usual) || text >= Limits.MostText;

    /// <param name="length">How much text is in it, in UTF-16 units.</param>
    public void Add(T item, long length)
    {
        items.Add(item);
        text += length;
    }
}
