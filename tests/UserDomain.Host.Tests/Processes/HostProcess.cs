using UserDomain.Specs;
using System.Collections.Concurrent;
using System.Diagnostics;
using UserDomain.Postgres.Tests;

namespace UserDomain.Host.Tests.Processes;

/// <summary>The real program in a process of its own, which tests may kill.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const string Answers = "UserDomain answers at ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private HostProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    /// <summary>All that it wrote, to both streams.</summary>
    public string Output => string.Join('\n', lines);

    public Uri Address => new(lines.First(line => line.StartsWith(Answers, StringComparison.Ordinal))[Answers.Length..]);

    public TestClient Stranger => new(() => Address, null);

    public static HostProcess Start(IReadOnlyList<string> arguments, params IEnumerable<(string Name, string? Value)> environment)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(UserDomainHost).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Directory.CreateDirectory(TestFolder.New("home")).FullName, // by this it is found after the tests
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("USERDOMAIN_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["USERDOMAIN_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Comes back when it answers, or is over.</summary>
    public static async Task<HostProcess> RunAsync(params IEnumerable<(string Name, string? Value)> environment)
    {
        var host = Start(["run"], environment);
        await Eventually.HoldsAsync(() => host.process.HasExited || host.Output.Contains(Answers, StringComparison.Ordinal), $"a host starts; it said: {host.Output}");
        return host;
    }

    public async Task<TestClient> SignInAsync(string name, string password) => new(() => Address, TestHost.TokenIn(await Stranger.PostAsync(
        "AuthenticateUser", System.Text.Json.JsonSerializer.Serialize(new { UserName = name, Password = password }))));

    public async Task WriteLineAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
    }

    /// <summary>Its exit code, with all of its output read.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    /// <summary>As kill -9 does: it can clean nothing up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await EndAsync();
    }

    public async Task<int> StopAsync(string signal = "TERM")
    {
        await SendAsync(signal, Id);
        return await EndAsync();
    }

    public static async Task SendAsync(string signal, int processId)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{processId}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
