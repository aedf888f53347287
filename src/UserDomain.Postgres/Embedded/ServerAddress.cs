using Npgsql;

namespace UserDomain.Postgres.Embedded;

/// <summary>How to reach the server, as each role.</summary>
internal sealed class ServerAddress(string socketFolder, ClusterPassword password)
{
    public const string Superuser = "postgres";
    public const string Owner = "userdomain_owner";
    public const string Database = "userdomain";

    public string SocketFolder => socketFolder;

    public string AsOwner => Builder(Owner, password.Of(Owner), Database).ConnectionString;

    public string AsSuperuser => Builder(Superuser, password.OfSuperuser, "postgres").ConnectionString;

    /// <summary>
    /// Insisting on SCRAM: a stranger who listens in the server's place learns no password from us, and cannot pass for it.
    /// </summary>
    private NpgsqlConnectionStringBuilder Builder(string role, string secret, string database) => new()
    {
        Host = socketFolder,
        Port = Embedded.SocketFolder.Port,
        Database = database,
        Username = role,
        Password = secret,
        RequireAuth = "ScramSHA256",
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    /// <summary>A connection that no pool keeps: what starts and stops servers must not be handed one to a dead server.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 };
        var connection = new NpgsqlConnection(unpooled.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a server takes this role in; while one is made, its role comes after its server.</summary>
    public static async Task<bool> AnswersAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(connectionString, cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false; // starting up, shutting down, full, or not there
        }
    }

    /// <summary>Whether the superuser is taken in, who is there from the first moment: if not by this password, then never.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(AsSuperuser, cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword)
        {
            throw new EmbeddedPostgresException(
                "The embedded server does not take the password in its 'password' file; restore that file.", e);
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
