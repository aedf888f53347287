using System.Diagnostics;
using System.Globalization;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UserDomain.Calls;
using UserDomain.Host;
using UserDomain.Host.Limits;
using UserDomain.SignIn;

namespace UserDomain.Benchmarks;

/// <summary>A host on a private PostgreSQL with durable settings and seeded users; client, host and server share the machine's cores.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private const long SealersTurn = 7_113_009_216;
    private static readonly Rate Often = new(int.MaxValue, TimeSpan.FromSeconds(1));
    private static readonly LimitSettings Unlimited = new() { Address = Often, Name = Often, Queries = Often };

    private const string Password = "Correct-Horse-1";

    private readonly UserDomainHost host;
    private readonly string folder;
    private readonly NpgsqlConnectionStringBuilder server;

    private Bench(UserDomainHost host, string folder, string connectionString, int users, TimeSpan time) =>
        (this.host, this.folder, server, Users, Time) = (host, folder, new(connectionString), users, time);

    public int Users { get; }

    /// <summary>The host's data folder.</summary>
    public string Data => folder;

    /// <summary>The database, as its owner.</summary>
    public string ConnectionString => host.OwnerConnectionString;

    /// <summary>How long one sample takes.</summary>
    public TimeSpan Time { get; }

    /// <summary>Users of ten keys, and beside them what the floor works on.</summary>
    public static async Task<Bench> StartAsync(int users, TimeSpan time)
    {
        var bench = await StartEmptyAsync(users, time);
        await bench.RunAsync("psql", "-q", "-v", "ON_ERROR_STOP=1", "-v", $"users={users}", "-f", At("Floor/schema.sql"));
        await bench.RunAsync("psql", "-q", "-v", "ON_ERROR_STOP=1", "-v", $"users={users}", "-f", At("Load/seed.sql"));
        await bench.SettleAsync();
        return bench;
    }

    /// <summary>Nobody in it but the operator.</summary>
    public static async Task<Bench> StartEmptyAsync(int users, TimeSpan time)
    {
        var data = Directory.CreateTempSubdirectory("userdomain-bench-").FullName;
        var settings = new HostSettings { Urls = "http://127.0.0.1:0", Data = data, OperatorPassword = new(Password), LogCalls = false, Limits = Unlimited };
        var started = await UserDomainHost.StartAsync(settings, TextWriter.Null, default);
        return new(started, data, started.OwnerConnectionString, users, time);
    }

    /// <summary>Until views that follow from behind and seals have come to the end of what was seeded: it would be measured with the rest.</summary>
    private async Task SettleAsync()
    {
        const string behind = """
            select greatest((select max(seq_id) from mt_events) - (select min(last_seq_id) from mt_event_progression),
                            (select max(seq_id) from mt_events) - (select coalesce(max(last_seq_id), 0) from userdomain.seals))
            """;
        while (long.Parse((await RunAsync("psql", "-At", "-c", behind)).Trim(), CultureInfo.InvariantCulture) > 0)
            await Task.Delay(200);
    }

    /// <summary>The floor: transactions a second of a pgbench script.</summary>
    public async Task<double> FloorAsync(string script, int clients)
    {
        var printed = await RunAsync("pgbench", "-n", "-M", "prepared", "-D", $"users={Users}", "-f", At($"Floor/{script}.sql"),
            "-c", $"{clients}", "-j", "2", "-T", $"{Time.TotalSeconds}");
        return Number(printed, "tps = ");
    }

    /// <summary>Calls a second through the whole pipeline in this process.</summary>
    public async Task<double> InProcessAsync<TAnswer>(int callers, Func<Random, IRequest<TAnswer>> call)
    {
        var caller = await CallerAsync();
        using var over = new CancellationTokenSource(Time);
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(i => Task.Run(async () =>
        {
            var random = new Random(i);
            var count = 0;
            for (; !over.IsCancellationRequested; count++)
                await SendAsync(caller, call(random));
            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Calls a second over HTTP, sent by wrk over 64 connections.</summary>
    public async Task<double> OverHttpAsync(string call)
    {
        var token = (SignedInAnswer)await SendAsync(Caller.Nobody, new AuthenticateUser("operator", new(Password)), "127.0.0.1");
        var printed = await RunAsync("wrk", [("TOKEN", token.Shown), ("CALL", call), ("USERS", $"{Users}")],
            "-t2", "-c64", $"-d{Time.TotalSeconds}s", "--latency", "-s", At("Load/call.lua"), host.Urls.Single());
        return Number(printed, "Requests/sec:");
    }

    /// <summary>SetUserConfig for different users over one WebSocket, 64 in flight, sent by this process.</summary>
    public async Task<double> OverSocketAsync()
    {
        var token = (SignedInAnswer)await SendAsync(Caller.Nobody, new AuthenticateUser("operator", new(Password)), "127.0.0.1");
        return await SocketLoad.RunAsync(new(host.Urls.Single()), token.Shown, Users, Time);
    }

    /// <summary>The same while nobody seals: the lock of who does is held here.</summary>
    public async Task<double> UnsealedAsync(Func<Task<double>> measure)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false"); // its end is the lock's
        await connection.OpenAsync();
        await using var hold = new NpgsqlCommand($"select pg_advisory_lock({SealersTurn})", connection);
        await hold.ExecuteNonQueryAsync();
        return await measure();
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public async Task<Caller> CallerAsync()
    {
        var token = (SignedInAnswer)await SendAsync(Caller.Nobody, new AuthenticateUser("operator", new(Password)), "127.0.0.1");
        return (await host.Services.GetRequiredService<ISessions>().FindAsync(new Secret(token.Shown), "127.0.0.1", default))!;
    }

    public async Task<TAnswer> SendAsync<TAnswer>(Caller caller, IRequest<TAnswer> call, string? address = null)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<CallContext>();
        (context.Caller, context.Address, context.Transport) = (caller, address, "bench");
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(call);
    }

    public Task<string> RunAsync(string program, params string[] arguments) => RunAsync(program, [], arguments);

    private async Task<string> RunAsync(string program, (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment.Concat([("PGHOST", server.Host!), ("PGPORT", $"{server.Port}"), ("PGUSER", server.Username!), ("PGPASSWORD", server.Password!), ("PGDATABASE", server.Database!)]))
            start.Environment[name] = value;
        start.Environment["PATH"] = string.Join(':', [start.Environment["PATH"]!, .. Directory.GetDirectories("/usr/lib/postgresql").Select(v => $"{v}/bin")]);
        using var process = Process.Start(start)!;
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? printed : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static double Number(string printed, string after)
    {
        var text = printed[(printed.IndexOf(after, StringComparison.Ordinal) + after.Length)..].TrimStart();
        return double.Parse(text[..text.IndexOfAny([' ', '\n'])], CultureInfo.InvariantCulture);
    }

    private static string At(string file) => Path.Combine(AppContext.BaseDirectory, file);
}
