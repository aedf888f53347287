using System.Runtime.CompilerServices;
using Testcontainers.PostgreSql;
using UserDomain.Postgres.Tests;

namespace UserDomain.Containers.Tests;

/// <summary>The container that is the tests' server in this process, of the image named in USERDOMAIN_TEST_IMAGE. It is taken away once the process has ended.</summary>
public static class Container
{
    /// <summary>Where no server is named in USERDOMAIN_TEST_POSTGRES, this is it in place of an embedded one.</summary>
    [ModuleInitializer]
    internal static void Serve() => TestServer.Start = StartAsync;

    public static string Image => Environment.GetEnvironmentVariable("USERDOMAIN_TEST_IMAGE") is { Length: > 0 } named ? named : "postgres:18";

    private static async Task<string> StartAsync()
    {
        var container = new PostgreSqlBuilder(Image)
            .WithCommand("-c", $"max_connections={TestServer.MaxConnections}", "-c", $"max_prepared_transactions={TestServer.MaxPreparedTransactions}")
            .Build();
        await container.StartAsync();
        return container.GetConnectionString();
    }
}
