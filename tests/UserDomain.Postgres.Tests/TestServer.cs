using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UserDomain.Postgres.Embedded;

namespace UserDomain.Postgres.Tests;

/// <summary>
/// The one server that the tests of this process share: an embedded one of its own, or the one named in USERDOMAIN_TEST_POSTGRES.
/// </summary>
public static class TestServer
{
    internal static readonly ServerSettings Light = new(SharedBuffersMegabytes: 64, MaxConnections: 200, MaxPreparedTransactions: 8);

    private static readonly Lazy<Task<string>> Started = new(StartAsync);

    /// <summary>As a role that may create databases and roles.</summary>
    public static Task<string> ConnectionStringAsync() => Started.Value;

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("USERDOMAIN_TEST_POSTGRES") is { Length: > 0 } named)
            return named;
        // Never disposed: it serves until the process ends, and goes with its folder.
        var server = await EmbeddedPostgres.StartAsync(TestFolder.New(), Light, NullLogger.Instance, default);
        await using var connection = await ServerAddress.OpenAsync(server.SuperuserConnectionString, default);
        await using var grant = new NpgsqlCommand($"alter role {ServerAddress.Owner} createdb", connection);
        await grant.ExecuteNonQueryAsync();
        return server.ConnectionString;
    }
}
