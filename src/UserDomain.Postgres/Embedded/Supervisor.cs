using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace UserDomain.Postgres.Embedded;

/// <summary>Starts the server again when it dies while its host lives, until it is disposed; then stops it.</summary>
internal sealed partial class Supervisor : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan TrimLog = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly Server server;
    private readonly ILogger logger;
    private readonly CancellationTokenSource disposing = new();
    private readonly Task watch;

    public Supervisor(Server server, ServerProcess postmaster, ILogger logger)
    {
        (this.server, this.logger) = (server, logger);
        watch = WatchAsync(postmaster, disposing.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await disposing.CancelAsync();
        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await server.StopAsync();
        disposing.Dispose();
    }

    private async Task WatchAsync(ServerProcess postmaster, CancellationToken disposing)
    {
        using var timer = new PeriodicTimer(Look);
        for (var sinceTrim = Stopwatch.StartNew(); await timer.WaitForNextTickAsync(disposing);)
        {
            if (!server.IsUp(postmaster))
                postmaster = await RestartAsync(disposing);
            if (sinceTrim.Elapsed < TrimLog)
                continue;
            TrimQuietly();
            sinceTrim.Restart();
        }
    }

    /// <summary>Tries until it succeeds: a full disk is made room on, a missing program is installed again.</summary>
    private async Task<ServerProcess> RestartAsync(CancellationToken disposing)
    {
        Died(logger, server.Folder.Cluster);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var postmaster = await server.RestartAsync(disposing);
                Restarted(logger, postmaster.Id);
                return postmaster;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                NotRestarted(logger, e, pause);
            }
            await Task.Delay(pause, disposing);
        }
    }

    private void TrimQuietly()
    {
        try
        {
            ServerLog.Trim(server.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotTrimmed(logger, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The embedded PostgreSQL on {Cluster} is gone; starting it again")]
    private static partial void Died(ILogger logger, string cluster);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The embedded PostgreSQL runs again, as process {Process}")]
    private static partial void Restarted(ILogger logger, int process);

    [LoggerMessage(Level = LogLevel.Error, Message = "The embedded PostgreSQL could not be started again; next attempt in {Pause}")]
    private static partial void NotRestarted(ILogger logger, Exception cause, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old logs of the embedded PostgreSQL could not be removed")]
    private static partial void NotTrimmed(ILogger logger, Exception cause);
}
