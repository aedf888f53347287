using Npgsql;
using UserDomain.Postgres;
using UserDomain.Postgres.Embedded;

namespace UserDomain.Host;

/// <summary>The database that the settings name: the given server's, or the private one's.</summary>
internal sealed class Store : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly EmbeddedPostgres? embedded;

    private Store(Database database, string owner, EmbeddedPostgres? embedded) =>
        (Database, OwnerConnectionString, this.embedded) = (database, owner, embedded);

    public string OwnerConnectionString { get; }

    public Database Database { get; }

    /// <summary>For the host: a private server is started, and is this process's until disposed.</summary>
    public static Task<Store> OpenAsync(HostSettings settings, ILogger log, CancellationToken cancellationToken) =>
        OpenAsync(settings, data => EmbeddedPostgres.StartAsync(data, log, cancellationToken), cancellationToken);

    /// <summary>For a verb of the command line, which may run beside the host.</summary>
    public static Task<Store> JoinAsync(HostSettings settings, CancellationToken cancellationToken) =>
        OpenAsync(settings, data => EmbeddedPostgres.JoinAsync(data, cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (embedded is not null)
            await embedded.DisposeAsync();
    }

    private static async Task<Store> OpenAsync(HostSettings settings, Func<string, Task<EmbeddedPostgres>> embed, CancellationToken cancellationToken)
    {
        if (settings.Postgres is { } given)
            return new(await WaitForAsync(given, cancellationToken), given, null);

        var server = await embed(settings.Data);
        try
        {
            return new(await Database.OpenAsync(server.ConnectionString, cancellationToken), server.ConnectionString, server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A server that is started together with the host may take a while to answer.</summary>
    private static async Task<Database> WaitForAsync(string connectionString, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await Database.OpenAsync(connectionString, cancellationToken);
            }
            catch (ArgumentException wrong)
            {
                throw new StartupException("USERDOMAIN_POSTGRES is no connection string. It looks like Host=…;Database=…;Username=…;Password=…", wrong);
            }
            catch (NpgsqlException wrong) when (IsComing(wrong))
            {
                if (TimeProvider.System.GetElapsedTime(started) > Patience)
                    throw new StartupException($"The database that USERDOMAIN_POSTGRES names does not answer: {wrong.Message}", wrong);
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static bool IsComing(NpgsqlException wrong) => wrong is not PostgresException { SqlState: not PostgresErrorCodes.CannotConnectNow };
}
