using UserDomain.Specs;
using System.Diagnostics;
using System.Runtime.InteropServices;
using UserDomain.Postgres.Embedded;

namespace UserDomain.Postgres.Tests.Embedded;

/// <summary>A process that owns a data directory as a host does, for tests that kill one. It is this assembly, run as a program.</summary>
internal sealed class ChildHost : IDisposable
{
    private readonly Process process;

    private ChildHost(Process process) => this.process = process;

    public static ChildHost Start(string dataDirectory) =>
        new(Process.Start("dotnet", ["exec", typeof(ChildHost).Assembly.Location, dataDirectory]));

    /// <summary>Comes back when its server runs.</summary>
    public static async Task<ChildHost> StartAsync(string dataDirectory)
    {
        var host = Start(dataDirectory);
        var folder = Servers.Folder(dataDirectory);
        await Eventually.HoldsAsync(() => ServerProcess.PostmasterOf(folder) is not null, "a host starts its server");
        return host;
    }

    /// <summary>As kill -9 does: it can clean nothing up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>As kill does: it stops its server and ends.</summary>
    public async Task StopAsync()
    {
        LibC.Send(process.Id, (int)Terminate);
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private const int Terminate = 15;

    private static async Task Main(string[] arguments)
    {
        var asked = new TaskCompletionSource();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            asked.SetResult();
        });
        await using var server = await EmbeddedPostgres.StartAsync(arguments[0], default);
        await asked.Task;
    }
}
