using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UserDomain.ApiKeys;
using UserDomain.Audit;
using UserDomain.EventSourcing;
using UserDomain.Listing;
using UserDomain.RestKeys;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests;

/// <summary>A database of one test's own, cloned from one that was migrated once; dropped when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>
    /// To be selected from: the locks in the database that asks. The server's list has those of every test that runs beside it, and databases cloned from one
    /// template have the same numbers for their tables.
    /// </summary>
    public const string Locks = "(select held.* from pg_locks held where held.database = (select oid from pg_database where datname = current_database()))";

    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private static readonly SemaphoreSlim Cloning = new(1); // a template can be cloned by one at a time

    private TestDatabase(string name, string connectionString) => (Name, ConnectionString) = (name, connectionString);

    public string Name { get; }

    /// <summary>As the owner; nothing is pooled, so that dropping finds nobody connected.</summary>
    public string ConnectionString { get; }

    public static async Task<TestDatabase> NewAsync()
    {
        var template = await Template.Value;
        var name = NewName();
        await Cloning.WaitAsync();
        try
        {
            await OnServerAsync($"create database {name} template {template}");
        }
        finally
        {
            Cloning.Release();
        }

        return new(name, await ConnectionStringOf(name));
    }

    /// <summary>One that nothing was ever done to.</summary>
    public static async Task<TestDatabase> NewEmptyAsync()
    {
        var name = NewName();
        await OnServerAsync($"create database {name}");
        return new(name, await ConnectionStringOf(name));
    }

    /// <summary>All ports on it. Closing the first does not drop it.</summary>
    public Task<Stores> OpenAsync() => OpenAsync(ConnectionString);

    /// <summary>All ports on it by way of another address, as a proxy's.</summary>
    /// <param name="engine">Registers every port; PostgreSQL's where it does not say.</param>
    public static async Task<Stores> OpenAsync(
        string connectionString, TimeProvider? clock = null, ISecretBox? box = null, Func<IServiceCollection, IServiceCollection>? engine = null)
    {
        var services = await OpenPartsAsync(connectionString, clock, box, engine);
        return new(
            services.GetRequiredService<IEventStore>(), services.GetRequiredService<IViews>(), services.GetRequiredService<IIds>(),
            services.GetRequiredService<IVerifiers>(), services.GetRequiredService<IEmailCodes>(), services.GetRequiredService<ISessions>(),
            services.GetRequiredService<ITwoFactorSecrets>())
        {
            ResetCodes = services.GetRequiredService<IResetCodes>(),
            Snapshots = services.GetRequiredService<ISnapshots>(),
            Strangers = services.GetRequiredService<IStrangers>(),
            ApiKeys = services.GetRequiredService<IApiKeys>(),
            RestKeys = services.GetRequiredService<IRestKeys>(),
            Answers = services.GetRequiredService<Calls.IKeptAnswers>(),
            Directory = services.GetRequiredService<IUserDirectory>(),
            Activities = services.GetRequiredService<IUserActivities>(),
            CatchUpAsync = () => AsyncViews.CatchUpAsync(connectionString),
            OpenAnotherAsync = () => OpenAsync(connectionString, engine: engine),
            CloseAsync = services.DisposeAsync,
        };
    }

    /// <summary>What the ports are put together from, for tests of the parts themselves.</summary>
    public Task<ServiceProvider> OpenPartsAsync() => OpenPartsAsync(ConnectionString);

    /// <summary>Runs SQL as the owner.</summary>
    public Task<int> ExecuteAsync(string sql) => ExecuteAsync(ConnectionString, sql);

    /// <summary>Asks SQL as the owner.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The first column of all rows.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync() => await TestServer.DropAsync(Name);

    /// <param name="most">How many connections it may have in all.</param>
    internal static async Task<ServiceProvider> OpenPartsAsync(
        string connectionString, TimeProvider? clock = null, ISecretBox? box = null, Func<IServiceCollection, IServiceCollection>? engine = null, int most = 32)
    {
        var database = await Database.OpenAsync(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = true, MaxPoolSize = most, Timeout = 30 }.ConnectionString, default);
        var services = new ServiceCollection().AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddSingleton(clock ?? TimeProvider.System);
        return (engine is null ? services.AddPostgres() : engine(services))
            .AddSingleton(database).AddSingleton(box ?? new TestSecretBox()).BuildServiceProvider();
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var name = NewName();
        await OnServerAsync($"create database {name}");
        await using var migrated = await Database.OpenAsync(await ConnectionStringOf(name), default);
        return name;
    }

    private static string NewName() => $"db_{Guid.CreateVersion7():N}";

    private static async Task<string> ConnectionStringOf(string database) =>
        new NpgsqlConnectionStringBuilder(await TestServer.ConnectionStringAsync()) { Database = database, Pooling = false }.ConnectionString;

    private static async Task OnServerAsync(string sql) =>
        await ExecuteAsync(new NpgsqlConnectionStringBuilder(await TestServer.ConnectionStringAsync()) { Pooling = false }.ConnectionString, sql);

    private static async Task<int> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }
}
