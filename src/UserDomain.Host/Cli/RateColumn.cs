using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace UserDomain.Host.Cli;

/// <summary>How many are done in a second.</summary>
internal sealed class RateColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.Speed is { } speed ? string.Create(CultureInfo.InvariantCulture, $"{speed:N0}/s") : "");
}
