using Npgsql;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Schema;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres;

/// <summary>One database, migrated, and the connections to it: as the run role only.</summary>
public sealed class Database : IAsyncDisposable
{
    private const int OldestVersion = 13; // pg_current_xact_id

    /// <summary>A transaction that is forgotten open would hold up every reader in order.</summary>
    private const string Options = $"-c role={RunRole.Name} -c idle_in_transaction_session_timeout=60s";

    /// <summary>
    /// What is sent for many at once is planned once for any number: the server would plan it for few each time anew, since that looks cheaper than its plan
    /// for many, and planning takes longer than what is planned. And it goes by indexes, though a table was empty when it was planned.
    /// </summary>
    private const string PlannedOnce = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off";

    /// <summary>A statement that was just given up may keep its connection for a moment.</summary>
    private const int MostOfAWriter = 2;

    private readonly string settings;
    private readonly int appending;

    private Database(string settings)
    {
        this.settings = settings;
        var most = new NpgsqlConnectionStringBuilder(settings).MaxPoolSize;
        var each = Math.Clamp(most / 8, 1, MostOfAWriter);
        appending = GroupCommit.Writers * each;
        var asking = Math.Clamp(most / 2, 1, LookupThreads.Most);
        Appending = [.. Enumerable.Range(0, GroupCommit.Writers).Select(_ => Pool(each, PlannedOnce))];
        (Asking, Source) = (Pool(asking, PlannedOnce), Pool(Math.Max(1, most - appending - asking)));
    }

    internal NpgsqlDataSource Source { get; }

    /// <summary>
    /// For the appends of many at once, one for each that writes them. A pool hands out in turns whatever it has, and a crowd leaves a hundred behind: were such a statement on another
    /// connection each time, the process that serves it would have nothing at hand, which is a quarter to half of what the statement takes.
    /// </summary>
    internal IReadOnlyList<NpgsqlDataSource> Appending { get; }

    /// <summary>For the questions of many at once, for the same reason.</summary>
    internal NpgsqlDataSource Asking { get; }

    /// <summary>Migrates the database as its owner, then opens it for work.</summary>
    /// <param name="connectionString">Of the owner, or of anybody who may create what the schema needs.</param>
    /// <exception cref="PostgresSetupException">The database cannot be used as it is.</exception>
    public static async Task<Database> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        await MigrateAsync(connectionString, cancellationToken);
        return new(RunSettings(connectionString));
    }

    /// <summary>A session apart from all others, whose end is also the end of what it holds.</summary>
    /// <param name="purpose">What it is for; the machine and the process are shown with it.</param>
    /// <param name="options">Settings of the server for it, each as <c>-c name=value</c>.</param>
    /// <param name="keepAlive">After how many seconds of silence it is asked whether the server is still there; 0 is never.</param>
    internal async Task<NpgsqlConnection> OpenSessionAsync(string purpose, string options, CancellationToken cancellationToken, int keepAlive = 0)
    {
        var own = new NpgsqlConnectionStringBuilder(settings) { Pooling = false, ApplicationName = SessionName.For(purpose), KeepAlive = keepAlive };
        own.Options = $"{own.Options} {options}";
        var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <summary>Brings the database to this release's tables; where it is there already, changes nothing.</summary>
    /// <returns>The steps that were applied now.</returns>
    /// <inheritdoc cref="OpenAsync"/>
    public static async Task<IReadOnlyList<int>> MigrateAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(connectionString, cancellationToken);
        if (connection.PostgreSqlVersion.Major < OldestVersion)
            throw new PostgresSetupException($"PostgreSQL {connection.PostgreSqlVersion} is too old; {OldestVersion} is the oldest that works.");
        var applied = await Migrations.ApplyAsync(connection, cancellationToken);
        await AssertOrderAsync(connection, cancellationToken);
        return applied;
    }

    /// <summary>A connection of the owner's, which is not pooled.</summary>
    internal static async Task<NpgsqlConnection> ConnectAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(OwnerSettings(connectionString));
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writers in Appending)
            await writers.DisposeAsync();
        await Asking.DisposeAsync();
        await Source.DisposeAsync();
    }

    /// <summary>
    /// A pool in place of <see cref="Appending"/>, for an engine that has no use for that: its connections may read and do nothing else, whoever has them.
    /// It is the caller's to dispose.
    /// </summary>
    internal NpgsqlDataSource OpenForReading()
    {
        var reading = new NpgsqlConnectionStringBuilder(settings) { MaxPoolSize = appending, MinPoolSize = 0 };
        reading.Options = $"{reading.Options} -c default_transaction_read_only=on";
        return NpgsqlDataSource.Create(reading);
    }

    private NpgsqlDataSource Pool(int most, string options = "")
    {
        var pool = new NpgsqlConnectionStringBuilder(settings) { MaxPoolSize = most, MinPoolSize = 0 };
        pool.Options = $"{pool.Options} {options}".TrimEnd();
        return NpgsqlDataSource.Create(pool);
    }

    private static string OwnerSettings(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = SessionName.Mine }.ConnectionString;

    /// <summary>The pool's reset between uses would cost half the throughput; nothing here leaves a connection changed.</summary>
    private static string RunSettings(string connectionString)
    {
        var run = new NpgsqlConnectionStringBuilder(connectionString)
        {
            NoResetOnClose = true,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            SearchPath = "public",
            ApplicationName = SessionName.Mine,
        };
        run.Options = $"{run.Options} {Options}".TrimStart();
        return run.ConnectionString;
    }

    /// <summary>A sequence that hands out numbers in blocks would let a later transaction take an earlier place.</summary>
    private static async Task AssertOrderAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select seqcache from pg_sequence where seqrelid = 'public.mt_events_sequence'::regclass", connection);
        if ((long)(await command.ExecuteScalarAsync(cancellationToken))! != 1)
            throw new PostgresSetupException("The sequence mt_events_sequence must have CACHE 1: alter sequence mt_events_sequence cache 1;");
    }
}
