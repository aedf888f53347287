using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Host;
using UserDomain.Host.Limits;

namespace UserDomain.Benchmarks;

/// <summary>
/// A private PostgreSQL with durable settings on a data folder of its own, and a host on it that can be made anew: then it has no user in
/// memory. Load, host and server share the machine's cores.
/// </summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string Password = "Correct-Horse-1";

    private const int MostAttempts = 20;

    private static readonly ConcurrentDictionary<Bench, bool> Open = [];
    private static readonly Rate Often = new(int.MaxValue, TimeSpan.FromSeconds(1));
    private static readonly LimitSettings Unlimited = new() { Address = Often, Name = Often, Queries = Often };

    private Store? server;
    private UserDomainHost? host;

    private Bench(Plan plan, string data)
    {
        (Plan, Data) = (plan, data);
        Processes = new(data);
        Open[this] = true;
    }

    /// <summary>How long samples take, and how many there are.</summary>
    public Plan Plan { get; set; }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    public ServerProcesses Processes { get; }

    /// <summary>How many users of ten keys there are, from id 2 on.</summary>
    public int Users { get; private set; }

    /// <summary>The database, as its owner.</summary>
    public string ConnectionString => server!.OwnerConnectionString;

    public UserDomainHost Host => host ?? throw new InvalidOperationException("No host runs.");

    /// <summary>Calls through the whole pipeline in this process.</summary>
    public InProcessLoad Load => new(this);

    /// <summary>The server, with nobody in it but the operator; no host runs.</summary>
    public static async Task<Bench> InstallAsync(Plan plan)
    {
        var bench = new Bench(plan, Directory.CreateTempSubdirectory("userdomain-bench-").FullName);
        await bench.OpenServerAsync();
        await bench.StartHostAsync();
        await bench.StopHostAsync();
        return bench;
    }

    /// <summary>A host on users of ten keys, and beside them what the floor works on.</summary>
    public static async Task<Bench> StartAsync(Plan plan, int users)
    {
        var bench = await InstallAsync(plan);
        bench.Users = users;
        await Seeds.TenKeysAsync(bench, users);
        await bench.StartHostAsync();
        await bench.WarmAsync();
        await bench.SettleAsync();
        return bench;
    }

    /// <summary>Has the host make one command on every user, so that it knows them all as one does that has run for a while.</summary>
    public async Task WarmAsync() => await Load.RunAsync(256, [.. Enumerable.Range(2, Users).Select(user => InProcessLoad.Set(user, 1))]);

    /// <param name="data">Where secrets' keys lie, and the private server where none is named.</param>
    /// <param name="cacheBytes">What users may take that are kept in memory; none is the host's own default.</param>
    public static HostSettings Settings(string data, string? postgres, long? cacheBytes = null, string engine = Engines.Postgres) => new()
    {
        Engine = engine,
        Urls = "http://127.0.0.1:0",
        Data = data,
        Postgres = postgres,
        Keys = Path.Combine(data, "keys"),
        OperatorPassword = new(Password),
        LogCalls = false,
        Limits = Unlimited,
        Venue = cacheBytes is { } bytes ? new() { UserCacheBytes = bytes } : new(),
    };

    /// <summary>A host that has nobody in memory, in place of the one that ran.</summary>
    public async Task StartHostAsync(long? cacheBytes = null, string engine = Engines.Postgres)
    {
        await StopHostAsync();
        host = await UserDomainHost.StartAsync(Settings(Data, ConnectionString, cacheBytes, engine), TextWriter.Null, default);
    }

    public async Task StopHostAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        host = null;
    }

    public async Task OpenServerAsync() => server = await Store.OpenAsync(new HostSettings { Data = Data }, NullLogger.Instance, default);

    /// <summary>Stops host and server, so that another process can have the folder.</summary>
    public async Task CloseServerAsync()
    {
        await StopHostAsync();
        if (server is not null)
            await server.DisposeAsync();
        server = null;
    }

    /// <summary>Waits until views that follow from behind and seals have come to the end of what was appended: it would be measured with what comes next.</summary>
    public async Task SettleAsync()
    {
        while (await this.AskAsync<long>(Behind) > 0)
            await Task.Delay(100);
    }

    public async ValueTask DisposeAsync()
    {
        Open.TryRemove(this, out _);
        await CloseServerAsync();
        Directory.Delete(Data, recursive: true);
    }

    /// <summary>Every one that is open: no server and no folder of this process's is left when it is stopped.</summary>
    public static async Task DisposeAllAsync()
    {
        foreach (var bench in Open.Keys)
        {
            for (var attempt = 1; !await bench.TryDisposeAsync() && attempt < MostAttempts; attempt++)
                await Task.Delay(500);
        }
    }

    /// <summary>A cluster may just be in the making: what does so writes into the folder until it fails for want of it.</summary>
    private async Task<bool> TryDisposeAsync()
    {
        try
        {
            await DisposeAsync();
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(Data);
        }
    }

    private const string Behind = """
        select coalesce(greatest((select max(seq_id) from mt_events) - (select min(last_seq_id) from mt_event_progression),
                                 (select max(seq_id) from mt_events) - (select coalesce(max(last_seq_id), 0) from userdomain.seals)), 0)
        """;
}
