using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>All figures, those on the shared database first.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Figure> All { get; } =
    [
        .. CallFigures.All, .. HttpFigures.All, MixFigure.Figure, SignInFigure.Figure, AllocationFigure.Figure, MemoryFigure.Figure,
        GrowthFigure.Figure, WideFigure.Figure, LongFigure.Figure, RebuildFigure.Figure, ReplayFigure.Figure, ImportFigure.Figure, StartFigure.Figure,
    ];

    /// <returns>Whether each could be measured.</returns>
    public static async Task<bool> RunAsync(Plan plan, IReadOnlyList<string> names, TextWriter output)
    {
        var table = new Table(output);
        await DurableSettings.SayAsync(plan, output);
        await table.HeadAsync();
        await using var run = new Run(plan, output);
        var all = true;
        foreach (var figure in All.Where(figure => figure.IsMeant(names)))
        {
            if (!figure.OnShared)
                await run.DisposeAsync();
            all &= await TryAsync(figure, run, table);
        }

        return all;
    }

    /// <summary>One that fails keeps no other from being measured.</summary>
    private static async Task<bool> TryAsync(Figure figure, Run run, Table table)
    {
        try
        {
            foreach (var result in await figure.MeasureAsync(run))
                await table.ShowAsync(result);
            return true;
        }
        catch (Exception wrong)
        {
            await run.SayAsync($"{figure.Name} FAILED: {wrong}");
            await run.DisposeAsync();
            return false;
        }
    }
}
