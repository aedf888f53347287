using System.CommandLine;

namespace UserDomain.Host.Cli;

/// <summary><c>run</c>: the host, until a signal.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Runs the host until it is told to stop.");
        command.Does(async (parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            await using var host = await UserDomainHost.StartAsync(CommandLine.Settings(), output, cancellationToken);
            await output.WriteLineAsync($"UserDomain answers at {string.Join(' ', host.Urls)}".AsMemory(), cancellationToken);
            await host.WaitForShutdownAsync(cancellationToken);
            return Exit.Done;
        });
        return command;
    }
}
