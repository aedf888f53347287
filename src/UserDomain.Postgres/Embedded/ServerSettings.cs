using System.Globalization;

namespace UserDomain.Postgres.Embedded;

/// <summary>What the server is tuned to. The file is written again at each start, so that a newer release's settings arrive.</summary>
internal sealed record ServerSettings(int SharedBuffersMegabytes, int MaxConnections, int MaxPreparedTransactions = 0)
{
    /// <summary>In force whatever ALTER SYSTEM says: without them an acknowledged write could be lost.</summary>
    public static readonly string[] Unalterable = ["-c", "fsync=on", "-c", "full_page_writes=on", "-c", "listen_addresses="];

    /// <summary>A quarter of the memory that this process may use, up to 1 GB: the host works on the same machine.</summary>
    public static ServerSettings ForThisMachine()
    {
        var megabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024);
        return new((int)Math.Clamp(megabytes / 4, 32, 1024), MaxConnections: 200);
    }

    /// <param name="compression">Of whole pages in the write-ahead log; by the server's own way of old it is a third of what an append costs right after a checkpoint.</param>
    public string Text(DataFolder folder, string socketFolder, ServerAccount account, string compression) => string.Create(CultureInfo.InvariantCulture, $"""
        # Written at each start of the host; put settings of your own into the cluster with ALTER SYSTEM.
        cluster_name = '{folder.ClusterName}'
        hba_file = {Quoted(folder.AccessRules)}
        unix_socket_directories = {Quoted(socketFolder)}
        unix_socket_permissions = 0700
        port = {SocketFolder.Port}
        max_connections = {MaxConnections}
        max_prepared_transactions = {MaxPreparedTransactions}
        password_encryption = 'scram-sha-256'
        idle_in_transaction_session_timeout = '60s'

        synchronous_commit = on
        shared_buffers = '{SharedBuffersMegabytes}MB'
        effective_cache_size = '{SharedBuffersMegabytes * 2}MB'
        max_wal_size = '4GB'
        wal_compression = {compression}
        checkpoint_timeout = '15min'
        checkpoint_completion_target = 0.9
        random_page_cost = 1.1
        jit = off
        track_io_timing = off

        timezone = 'UTC'
        log_timezone = 'UTC'
        logging_collector = on
        log_directory = {Quoted(folder.Logs)}
        log_filename = '{ServerLog.FileName(account)}'
        log_rotation_size = '10MB'
        log_rotation_age = '1d'
        # No statements and no details of errors: both carry what users entered.
        log_min_error_statement = 'panic'
        log_error_verbosity = 'terse'

        """);

    /// <summary>No network, and no way in without a password.</summary>
    public const string AccessRules = """
        local all all scram-sha-256
        local replication all scram-sha-256

        """;

    private static string Quoted(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return $"'{escaped.Replace("'", "''", StringComparison.Ordinal)}'";
    }
}
