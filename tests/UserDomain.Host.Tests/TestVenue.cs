using Microsoft.Extensions.DependencyInjection;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Host.Limits;
using UserDomain.Model;
using UserDomain.Postgres;
using UserDomain.Postgres.Tests;
using UserDomain.SignIn;

namespace UserDomain.Host.Tests;

/// <summary>A database and a folder of keys, and as many hosts on them as a test wants.</summary>
public sealed class TestVenue : IAsyncDisposable
{
    public const string OperatorPassword = "Correct-Horse-1";

    private static readonly Rate Unbounded = new(int.MaxValue, TimeSpan.FromHours(1));

    private readonly List<TestHost> hosts = [];
    private readonly string name = $"db_{Guid.CreateVersion7():N}";
    private readonly string server;

    private TestVenue(string server)
    {
        this.server = server;
        ConnectionString = new Npgsql.NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public string ConnectionString { get; }

    /// <summary>Whether its clients come by WebSockets.</summary>
    public bool BySocket { get; private init; }

    /// <summary>What its hosts keep events and views by.</summary>
    public string Engine { get; private init; } = Engines.Postgres;

    public string Keys { get; } = TestFolder.New("keys");

    public Sql Database => new(ConnectionString);

    public HostSettings Settings => new()
    {
        Urls = "http://127.0.0.1:0",
        Postgres = ConnectionString,
        Engine = Engine,
        Keys = Keys,
        Data = Keys,
        OperatorPassword = new(OperatorPassword),
        Limits = new() { Address = Unbounded, Name = Unbounded }, // all tests come from one address, and some race for one name
    };

    public static async Task<TestVenue> CreateAsync(bool bySocket = false, string engine = Engines.Postgres)
    {
        var venue = new TestVenue(await TestServer.ConnectionStringAsync()) { BySocket = bySocket, Engine = engine };
        await new Sql(venue.server).ExecuteAsync($"create database {venue.name}");
        return venue;
    }

    public async Task<TestHost> StartHostAsync(Func<HostSettings, HostSettings>? change = null, TimeProvider? clock = null)
    {
        var host = await TestHost.StartAsync(this, change is null ? Settings : change(Settings), clock);
        hosts.Add(host);
        return host;
    }

    /// <summary>Records what no call can bring about yet, as the host itself would: with views, at the user's present version.</summary>
    public async Task RecordAsync(long userId, params UserEvent[] happened)
    {
        await using var database = await Postgres.Database.OpenAsync(ConnectionString, default);
        await using var provider = new ServiceCollection().AddLogging().AddCalls().AddPostgres()
            .AddSingleton(database).AddSingleton<ISecretBox, NoSecrets>().BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserRepository>();
        await users.ChangeAsync(await users.LoadAsync(new(userId), [], default), _ => happened, default);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
        await TestServer.DropAsync(name);
    }

    private sealed class NoSecrets : ISecretBox
    {
        public byte[] Seal(string purpose, Secret secret) => throw new NotSupportedException();

        public Secret Open(string purpose, byte[] box) => throw new NotSupportedException();

        public Guid KeyOf(byte[] box) => throw new NotSupportedException();

        public bool Has(Guid key) => throw new NotSupportedException();
    }
}
