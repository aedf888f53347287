using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UserDomain.Postgres.Embedded;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests;

/// <summary>
/// The one server that the tests of this process share: the one named in USERDOMAIN_TEST_POSTGRES, or one that is started for it.
/// </summary>
public static class TestServer
{
    /// <summary>What tests need of any server.</summary>
    public const int MaxConnections = 800;

    /// <inheritdoc cref="MaxConnections"/>
    public const int MaxPreparedTransactions = 8;

    internal static readonly ServerSettings Light = new(SharedBuffersMegabytes: 64, MaxConnections: MaxConnections, MaxPreparedTransactions: MaxPreparedTransactions);

    private static readonly Lazy<Task<string>> Started = new(FindAsync);

    /// <summary>Starts one, and says how to connect to it: an embedded one, unless another way is set before the first test.</summary>
    public static Func<Task<string>> Start { get; set; } = StartEmbeddedAsync;

    /// <summary>As a role that may create databases and roles.</summary>
    public static Task<string> ConnectionStringAsync() => Started.Value;

    /// <summary>Takes a database away with whoever is still connected to it. While the server vacuums it, nobody but a superuser may: then a moment later.</summary>
    public static Task DropAsync(string database) =>
        Eventually.HoldsAsync(async () => await TryDropAsync(database), $"{database} is not being vacuumed any more");

    private static async Task<bool> TryDropAsync(string database)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(await ConnectionStringAsync()) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            await using var drop = new NpgsqlCommand($"drop database if exists {database} with (force)", connection);
            await drop.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    private static Task<string> FindAsync() =>
        Environment.GetEnvironmentVariable("USERDOMAIN_TEST_POSTGRES") is { Length: > 0 } named ? Task.FromResult(named) : Start();

    private static async Task<string> StartEmbeddedAsync()
    {
        // Never disposed: it serves until the process ends, and goes with its folder.
        var server = await EmbeddedPostgres.StartAsync(TestFolder.New(), Light, NullLogger.Instance, default);
        await using var connection = await ServerAddress.OpenAsync(server.SuperuserConnectionString, default);
        await using var grant = new NpgsqlCommand($"alter role {ServerAddress.Owner} createdb", connection);
        await grant.ExecuteNonQueryAsync();
        return server.ConnectionString;
    }
}
