using Npgsql;

namespace UserDomain.Postgres.Embedded;

/// <summary>
/// The role and the database that the migrations start from. Each step looks first, so one that was cut off is done again.
/// </summary>
internal static class OwnerDatabase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The server is supervised by now: if it dies meanwhile, it comes back.</summary>
    public static async Task EnsureAsync(ServerAddress address, ClusterPassword password, CancellationToken cancellationToken)
    {
        async Task<bool> Done()
        {
            try
            {
                await TryAsync(address, password, cancellationToken);
                return true;
            }
            catch (NpgsqlException e) when (IsServersEnd(e))
            {
                return false;
            }
        }
        if (!await Wait.UntilAsync(Done, Patience, cancellationToken))
        {
            throw new EmbeddedPostgresException(
                $"The embedded server on '{address.SocketFolder}' keeps going away before its database could be made; its log tells why.");
        }
    }

    private static bool IsServersEnd(NpgsqlException e) =>
        e is not PostgresException || e.IsTransient || (e.SqlState ?? "").StartsWith("57P", StringComparison.Ordinal);

    private static async Task TryAsync(ServerAddress address, ClusterPassword password, CancellationToken cancellationToken)
    {
        await using var connection = await ServerAddress.OpenAsync(address.AsSuperuser, cancellationToken);
        // For an adopted server, which was started with what an earlier host wrote: what needs no restart arrives now.
        await RunAsync(connection, "select pg_reload_conf()", cancellationToken);
        if (!await AnyAsync(connection, "select from pg_roles where rolname = $1", ServerAddress.Owner, cancellationToken))
            await RunAsync(connection, $"create role {ServerAddress.Owner}", cancellationToken);
        // The verifier, not the password: a statement can be seen in places where a password must not.
        var verifier = ScramVerifier.Of(password.Of(ServerAddress.Owner));
        await RunAsync(connection, $"alter role {ServerAddress.Owner} login createrole nosuperuser password '{verifier}'", cancellationToken);
        if (!await AnyAsync(connection, "select from pg_database where datname = $1", ServerAddress.Database, cancellationToken))
            await RunAsync(connection, $"create database {ServerAddress.Database} owner {ServerAddress.Owner}", cancellationToken);
    }

    private static async Task<bool> AnyAsync(
        NpgsqlConnection connection, string sql, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
