namespace UserDomain.Postgres.Embedded;

/// <content>How a server is started on a cluster that nothing runs on.</content>
internal sealed partial class Server
{
    private async Task<ServerProcess> StartAsync(CancellationToken cancellationToken)
    {
        if (IsRunning())
            throw new EmbeddedPostgresException($"Processes of an earlier server on '{folder.Cluster}' do not end.");
        SocketFolder.Prepare(address.SocketFolder, account);
        DataFolder.MakeServers(folder.Logs, account);
        ServerLog.Trim(folder);
        // As no server is left, the id in here is nobody's, or by now a stranger's that would stop ours.
        File.Delete(Path.Combine(folder.Cluster, "postmaster.pid"));
        File.Delete(folder.StartLog); // it may be another user's
        using var launched = Command.Start(await CommandAsync(cancellationToken));
        var ready = false;
        async Task<bool> Settled() => launched.HasExited || (ready = await AnswersAsync(cancellationToken));
        try
        {
            await Wait.UntilAsync(Settled, PatienceToStart, cancellationToken);
            return ready && ServerProcess.PostmasterOf(folder) is { } postmaster ? postmaster : throw new EmbeddedPostgresException(
                $"The server of '{folder.Cluster}' did not start; it said: {ServerLog.Tail(folder)}");
        }
        catch
        {
            if (!launched.HasExited)
                LibC.Send(launched.Id, LibC.Interrupt); // it may not be known as the postmaster yet
            await StopAsync();
            throw;
        }
    }

    /// <summary>
    /// A session of its own, so that Ctrl-C in a terminal reaches the host alone. The lock is taken as ourselves and handed on through
    /// each exec to the server, whose processes all keep it. The output goes to a file: a pipe would break with the host.
    /// </summary>
    private async Task<IReadOnlyList<string>> CommandAsync(CancellationToken cancellationToken) =>
    [
        "sh", "-c", "exec \"$@\" </dev/null >\"$0\" 2>&1", folder.StartLog,
        "setsid", "flock", "--no-fork", "--timeout", "5", folder.ServerLock,
        .. await account.PrefixAsync(folder.Home, cancellationToken),
        programs.Postgres, "-D", folder.Cluster, "-c", $"config_file={folder.Configuration}", .. ServerSettings.Unalterable,
    ];

    private async Task WriteConfigurationAsync(CancellationToken cancellationToken)
    {
        var compression = await programs.TakesAsync("wal_compression=lz4", folder.Cluster, cancellationToken) ? "lz4" : "on";
        Write(folder.Configuration, settings.Text(folder, address.SocketFolder, account, compression));
        Write(folder.AccessRules, ServerSettings.AccessRules);
    }

    private void Write(string path, string text)
    {
        var unfinished = path + ".new";
        File.WriteAllText(unfinished, text);
        File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        LibC.Give(unfinished, LibC.CurrentUser(), account.GroupId);
        File.Move(unfinished, path, overwrite: true);
    }
}
