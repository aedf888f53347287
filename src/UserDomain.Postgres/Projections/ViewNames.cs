using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>A view by name.</summary>
/// <param name="Table">The table that it is served from, with its schema.</param>
/// <param name="Follows">Whether it follows the events from behind; else it is written with them.</param>
public sealed record ViewName(string Name, string Table, bool Follows);

/// <summary>The views that there are.</summary>
public static class ViewNames
{
    public static IReadOnlyList<ViewName> All { get; } =
        [.. ViewTables.All.Select(view => new ViewName(view.Name, view.Table.Name, view.Timing == Timing.Async))];

    /// <summary>The names of those that follow the events from behind.</summary>
    public static IReadOnlyList<string> Following { get; } = [.. All.Where(view => view.Follows).Select(view => view.Name)];
}
