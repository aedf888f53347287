using System.Diagnostics;
using Npgsql;

namespace UserDomain.Benchmarks;

/// <summary>Programs that are run on the database of a bench, and this one's own parts that run in a process apart.</summary>
internal static class Programs
{
    private static readonly string Folder = AppContext.BaseDirectory;

    /// <summary>This program under the host's own settings of the runtime, as a child.</summary>
    public static IReadOnlyList<string> Own(params IReadOnlyList<string> arguments) =>
        ["exec", "--runtimeconfig", At("UserDomain.Host.runtimeconfig.json"), At("UserDomain.Benchmarks.dll"), .. arguments];

    /// <summary>A file beside the program.</summary>
    public static string At(string file) => Path.Combine(Folder, file);

    /// <summary>With its standard input and output in our hands.</summary>
    public static Process Start(string program, IEnumerable<(string Name, string Value)> environment, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["PATH"] = string.Join(':', [start.Environment["PATH"]!, .. Servers.Select(version => $"{version}/bin")]);
        return Process.Start(start)!;
    }

    /// <summary>What it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<(string Name, string Value)> environment, params IReadOnlyList<string> arguments)
    {
        using var process = Start(program, environment, arguments);
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? printed : throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}.");
    }

    extension(Bench bench)
    {
        /// <summary>A script on the database, by psql.</summary>
        public Task<string> ScriptAsync(string file, int users) =>
            RunAsync("psql", bench.Reaching(), "-q", "-v", "ON_ERROR_STOP=1", "-v", $"users={users}", "-f", At(file));

        public Task<string> PsqlAsync(params IReadOnlyList<string> arguments) =>
            RunAsync("psql", bench.Reaching(), ["-q", "-v", "ON_ERROR_STOP=1", .. arguments]);

        /// <summary>What the server's own programs go by.</summary>
        public (string Name, string Value)[] Reaching()
        {
            var server = new NpgsqlConnectionStringBuilder(bench.ConnectionString);
            return [("PGHOST", server.Host!), ("PGPORT", $"{server.Port}"), ("PGUSER", server.Username!), ("PGPASSWORD", server.Password!), ("PGDATABASE", server.Database!)];
        }
    }

    private static string[] Servers => Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
}
