using System.CommandLine;

namespace UserDomain.Host.Cli;

/// <summary><c>projections …</c>: the views, which are folded from the events.</summary>
internal static class ProjectionsCommands
{
    public static Command Create() => new("projections", "The views, which are folded from the events.")
    {
        Jobs.Json,
        RebuildCommands.CreateRebuild(),
        RebuildCommands.CreateDiff(),
        RebuildCommands.CreateSwitch(),
        RebuildCommands.CreateRollback(),
    };
}
