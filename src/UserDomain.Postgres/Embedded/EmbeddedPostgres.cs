using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace UserDomain.Postgres.Embedded;

/// <summary>
/// The private PostgreSQL under a data directory. It serves the role <c>userdomain_owner</c> and its database <c>userdomain</c> on a Unix
/// socket, and is started again if it dies while its owner lives; callers see failed operations meanwhile, at the same address.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan PatienceToJoin = TimeSpan.FromSeconds(60);

    private readonly FileLock? held;
    private readonly Supervisor? watch;
    private readonly ServerAddress reached;

    private EmbeddedPostgres(ServerAddress address, FileLock? ownership = null, Supervisor? supervisor = null) =>
        (reached, held, watch) = (address, ownership, supervisor);

    /// <summary>For Npgsql, as the owner role. It holds the password: not for logs.</summary>
    public string ConnectionString => reached.AsOwner;

    internal string SuperuserConnectionString => reached.AsSuperuser;

    /// <summary>
    /// Makes the cluster the first time, starts its server or adopts the one a killed host left, and owns the directory until disposed.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">It cannot run here, or another process owns the directory.</exception>
    public static Task<EmbeddedPostgres> StartAsync(string dataDirectory, CancellationToken cancellationToken) =>
        StartAsync(dataDirectory, NullLogger.Instance, cancellationToken);

    /// <inheritdoc cref="StartAsync(string, CancellationToken)"/>
    public static Task<EmbeddedPostgres> StartAsync(string dataDirectory, ILogger logger, CancellationToken cancellationToken) =>
        StartAsync(dataDirectory, ServerSettings.ForThisMachine(), logger, cancellationToken);

    internal static async Task<EmbeddedPostgres> StartAsync(
        string dataDirectory, ServerSettings settings, ILogger logger, CancellationToken cancellationToken)
    {
        var account = ServerAccount.Choose();
        var folder = DataFolder.Open(dataDirectory, account);
        var ownership = FileLock.TryTake(folder.OwnerLock) ?? throw new EmbeddedPostgresException(
            $"Another process runs on the data directory '{folder.DataDirectory}'; stop it, or give this one a directory of its own.");
        return await OwnAsync(folder, account, ownership, settings, logger, cancellationToken);
    }

    /// <summary>
    /// For a command beside the host: the server of the host that owns the directory, which stays up at disposal; where none does, as
    /// <see cref="StartAsync(string, CancellationToken)"/>. It founds nothing: a mistyped path is no new installation.
    /// </summary>
    public static async Task<EmbeddedPostgres> JoinAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        if (!DataFolder.IsThere(dataDirectory))
            throw new EmbeddedPostgresException($"There is no installation in the data directory '{dataDirectory}'.");
        var account = ServerAccount.Choose();
        var folder = DataFolder.Open(dataDirectory, account);
        FileLock? ownership = null;
        ServerAddress? address = null;
        // The owner may be starting or stopping at this moment: it comes to answer, or to let go.
        async Task<bool> Settled()
        {
            ownership = FileLock.TryTake(folder.OwnerLock);
            if (ownership is null && ClusterPassword.Read(folder) is { } password)
                address = new(SocketFolder.Of(folder), password);
            return ownership is not null || (address is not null && await ServerAddress.AnswersAsync(address.AsOwner, cancellationToken));
        }
        if (!await Wait.UntilAsync(Settled, PatienceToJoin, cancellationToken))
            throw new EmbeddedPostgresException($"A process owns the data directory '{folder.DataDirectory}', but its server does not answer.");
        return ownership is null
            ? new(address!)
            : await OwnAsync(folder, account, ownership, ServerSettings.ForThisMachine(), NullLogger.Instance, cancellationToken);
    }

    /// <summary>The same, and makes an installation where there is none.</summary>
    public static Task<EmbeddedPostgres> JoinOrMakeAsync(string dataDirectory, CancellationToken cancellationToken) =>
        DataFolder.IsThere(dataDirectory) ? JoinAsync(dataDirectory, cancellationToken) : StartAsync(dataDirectory, NullLogger.Instance, cancellationToken);

    /// <summary>Stops the server, unless it was joined. Clients are cut off: dispose what uses it first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (watch is not null)
            await watch.DisposeAsync();
        held?.Dispose();
    }

    private static async Task<EmbeddedPostgres> OwnAsync(
        DataFolder folder,
        ServerAccount account,
        FileLock ownership,
        ServerSettings settings,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        Supervisor? supervisor = null;
        try
        {
            account = await account.OrOwnerOfAsync(folder.Cluster, cancellationToken);
            var major = Cluster.Major(folder);
            var programs = await ServerPrograms.FindAsync(major, folder.Cluster, cancellationToken);
            var password = major is null ? await Cluster.MakeAsync(folder, programs, account, cancellationToken) : Password(folder);
            var address = new ServerAddress(SocketFolder.Of(folder), password);
            var server = new Server(folder, programs, account, settings, address);
            supervisor = new Supervisor(server, await server.AdoptOrStartAsync(cancellationToken), logger);
            await OwnerDatabase.EnsureAsync(address, password, cancellationToken);
            return new(address, ownership, supervisor);
        }
        catch
        {
            if (supervisor is not null)
                await supervisor.DisposeAsync();
            ownership.Dispose();
            throw;
        }
    }

    private static ClusterPassword Password(DataFolder folder)
    {
        Cluster.RemoveUnfinished(folder);
        return ClusterPassword.Read(folder) ?? throw new EmbeddedPostgresException(
            $"The password file '{folder.Password}' of the cluster is missing; restore it from where the data directory was copied.");
    }
}
