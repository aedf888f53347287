using Npgsql;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// One view in the hands of one rebuild: a connection as the owner that holds the view's lock, and by which all of its tables are changed.
/// Whoever loses it can change nothing any more.
/// </summary>
internal sealed class RebuildSession : IAsyncDisposable
{
    public const string NextSchema = "userdomain_next";
    public const string PreviousSchema = "userdomain_previous";

    private const string TryLock = "select pg_try_advisory_lock(hashtextextended('rebuild of ' || $1, 0))";
    private const string Unlock = "select pg_advisory_unlock_all()";

    /// <summary>Whoever is silent while he holds writers up, since he is stopped or his machine is gone, is given up by the server.</summary>
    private const string Room = """
        set work_mem = '64MB'; set maintenance_work_mem = '128MB'; set idle_in_transaction_session_timeout = '30s';
        set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3; set tcp_user_timeout = 15000
        """;

    private RebuildSession(NpgsqlConnection connection, Projection projection) => (Connection, Projection) = (connection, projection);

    public NpgsqlConnection Connection { get; }

    public Projection Projection { get; }

    public string Name => Projection.Name;

    public ViewTable Served => Projection.Table;

    public ViewTable Next => Served.In(NextSchema);

    public ViewTable Previous => Served.In(PreviousSchema);

    public bool InTransaction { get; private set; }

    /// <exception cref="BusyException">Somebody else has it.</exception>
    public static async Task<RebuildSession> OpenAsync(string ownerConnectionString, Projection projection, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false, CommandTimeout = 0, SearchPath = "public", ApplicationName = SessionName.Mine };
        var session = new RebuildSession(new NpgsqlConnection(settings.ConnectionString), projection);
        try
        {
            await session.Connection.OpenAsync(cancellationToken);
            if (!await session.AskAsync<bool>(TryLock, cancellationToken, P(projection.Name)))
                throw new BusyException($"{projection.Name} is being rebuilt already, or switched. Nothing was changed.");
            await session.ExecuteAsync(Room, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does it all or nothing.</summary>
    public async Task<T> AtomicallyAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await using var transaction = await Connection.BeginTransactionAsync(cancellationToken);
        InTransaction = true;
        try
        {
            var result = await work();
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            InTransaction = false;
        }
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<T?> AskAsync<T>(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is T answer ? answer : default;
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>The lock is given back before the session ends, which the server does in its own time: whoever comes next must not find it held.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var unlock = new NpgsqlCommand(Unlock, Connection) { CommandTimeout = 5 };
            if (Connection.FullState == System.Data.ConnectionState.Open)
                await unlock.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // it goes with the session
        }

        await Connection.DisposeAsync();
    }

    private NpgsqlCommand Command(string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, Connection);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
