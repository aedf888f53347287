using UserDomain.EventSourcing;

namespace UserDomain.Marten;

/// <summary>
/// A view's document as Marten holds it: under an id of its own, which is no member of what is stored. Its JSON is the view's and
/// nothing else, so one that is read has no id but the one it was asked for by.
/// </summary>
internal sealed class ViewDocument<TView> where TView : class, IView
{
    public string Id { get; init; } = "";

    public required TView View { get; init; }
}
