namespace UserDomain.Postgres.Embedded;

/// <summary>Starts, adopts and stops the server of a cluster. Only the holder of the owner's lock may use it.</summary>
internal sealed partial class Server(
    DataFolder folder, ServerPrograms programs, ServerAccount account, ServerSettings settings, ServerAddress address)
{
    /// <summary>Recovery after a crash replays up to max_wal_size, and more after a full disk.</summary>
    private static readonly TimeSpan PatienceToStart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PatienceToStop = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PatienceWithStragglers = TimeSpan.FromSeconds(2);

    public DataFolder Folder => folder;

    /// <summary>Whether a client could reach it; a clean-up of the short place can take a living server's socket away.</summary>
    public bool IsUp(ServerProcess postmaster) => postmaster.IsAlive && File.Exists(SocketFolder.Socket(address.SocketFolder));

    /// <summary>A server that outlived its host goes on serving.</summary>
    public async Task<ServerProcess> AdoptOrStartAsync(CancellationToken cancellationToken)
    {
        await WriteConfigurationAsync(cancellationToken);
        return await AdoptAsync(cancellationToken) ?? await StartAsync(cancellationToken);
    }

    /// <summary>Stops what is left of a server and starts a new one.</summary>
    public async Task<ServerProcess> RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        await WriteConfigurationAsync(cancellationToken);
        return await StartAsync(cancellationToken);
    }

    /// <summary>Kills what does not stop in time, or goes on without its postmaster: nothing is lost, the next start recovers.</summary>
    public async Task StopAsync()
    {
        using var longest = new CancellationTokenSource(PatienceToStop * 2);
        ServerProcess.PostmasterOf(folder)?.Send(LibC.Interrupt);
        await Wait.UntilAsync(() => ServerProcess.PostmasterOf(folder) is null, PatienceToStop, longest.Token);
        if (!await Wait.UntilAsync(() => !IsRunning(), PatienceWithStragglers, longest.Token))
        {
            KillAll();
            await Wait.UntilAsync(() => !IsRunning(), PatienceWithStragglers, longest.Token);
        }
        SocketFolder.Remove(address.SocketFolder);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken) =>
        ServerProcess.SaysReady(folder) && await address.AnswersAsync(cancellationToken);

    private bool IsRunning() => FileLock.IsHeld(folder.ServerLock) || ServerProcess.PostmasterOf(folder) is not null;

    /// <summary>
    /// Waits for a running server to answer, or to be gone (it may be stopping), whichever comes; clears away one without a head.
    /// </summary>
    private async Task<ServerProcess?> AdoptAsync(CancellationToken cancellationToken)
    {
        ServerProcess? adopted = null;
        async Task<bool> Settled()
        {
            var postmaster = ServerProcess.PostmasterOf(folder);
            if (postmaster is null)
                KillAll();
            else if (await AnswersAsync(cancellationToken))
                adopted = postmaster;
            return adopted is not null || !IsRunning();
        }
        return await Wait.UntilAsync(Settled, PatienceToStart, cancellationToken) ? adopted : throw new EmbeddedPostgresException(
            $"A server that was left running on '{folder.Cluster}' neither answers nor ends; stop it, then start again.");
    }

    private void KillAll()
    {
        foreach (var process in ServerProcess.AllOf(folder))
            process.Send(LibC.Kill);
    }
}
