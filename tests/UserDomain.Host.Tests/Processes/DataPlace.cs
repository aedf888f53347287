using System.Diagnostics;
using System.Globalization;
using UserDomain.Postgres.Embedded;
using UserDomain.Postgres.Tests;

namespace UserDomain.Host.Tests.Processes;

/// <summary>A data folder with a private server in it, for hosts in processes of their own.</summary>
internal sealed class DataPlace : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Made = new(MakeAsync);
    private readonly List<HostProcess> processes = [];

    private DataPlace(string data) => Data = data;

    public string Data { get; }

    /// <summary>The server's first process; none where none runs.</summary>
    public int? Postmaster => File.Exists(PidFile) && File.ReadLines(PidFile).FirstOrDefault() is { } id ? int.Parse(id, CultureInfo.InvariantCulture) : null;

    private string PidFile => Path.Combine(Data, "postgres", "cluster", "postmaster.pid");

    /// <summary>A folder that nothing was ever started on.</summary>
    public static DataPlace Empty() => new(TestFolder.New());

    /// <summary>A folder whose first start was a while ago; the operator has the password that tests know.</summary>
    public static async Task<DataPlace> UsedAsync()
    {
        var place = Empty();
        await CommandAsync("cp", "-a", await Made.Value, place.Data);
        return place;
    }

    public async Task<HostProcess> RunAsync(params IEnumerable<(string Name, string? Value)> environment) =>
        Keep(await HostProcess.RunAsync([("USERDOMAIN_DATA", Data), .. environment]));

    /// <summary>A verb of the command line, from its start to its end.</summary>
    public async Task<(int Code, string Output)> DoAsync(string input, params string[] arguments)
    {
        var verb = Keep(HostProcess.Start(arguments, ("USERDOMAIN_DATA", Data)));
        await verb.WriteLineAsync(input);
        return (await verb.EndAsync(), verb.Output);
    }

    /// <summary>Asks the server of the host that runs, or one that is started for it.</summary>
    public async Task<T> AskAsync<T>(Func<Sql, Task<T>> ask)
    {
        await using var server = await EmbeddedPostgres.JoinAsync(Data, default);
        return await ask(new(server.ConnectionString));
    }

    public Task ExecuteAsync(string sql) => AskAsync(async database =>
    {
        await database.ExecuteAsync(sql);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        if (Postmaster is { } server)
            await HostProcess.SendAsync("QUIT", server);
    }

    private static async Task<string> MakeAsync()
    {
        var place = Empty();
        await using var host = await place.RunAsync(("USERDOMAIN_OPERATOR_PASSWORD", TestVenue.OperatorPassword));
        (await host.StopAsync()).Should().Be(0, host.Output);
        return place.Data;
    }

    private static async Task CommandAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0);
    }

    private HostProcess Keep(HostProcess process)
    {
        processes.Add(process);
        return process;
    }
}
