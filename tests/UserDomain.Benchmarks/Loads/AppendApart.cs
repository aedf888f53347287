using System.Diagnostics;
using System.IO.Pipes;
using System.Text.Json;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Benchmarks.Trials;
using UserDomain.Host;

namespace UserDomain.Benchmarks.Loads;

/// <summary>What a process with a host and <see cref="AppendLoad"/> in it has come to in some seconds.</summary>
/// <param name="Second">Counted from its begin, at the end of the window.</param>
internal sealed record Window(double Second, double Rate, Latency Latency, long Errors, long ResidentMegabytes, double CpuSeconds);

/// <summary>
/// A host and its load in a process of its own, under the host's settings of the runtime: so its memory is the host's, with what the
/// load itself takes. It ends when its standard input does, or after a time.
/// </summary>
internal static class AppendApart
{
    public const string Verb = "append-load";

    private const string Postgres = "BENCH_POSTGRES";

    /// <param name="postgres">The database; none for a private one in the folder, which is the process's then.</param>
    public static Process Start(Bench bench, string? postgres, params IReadOnlyList<string> options) =>
        Programs.Start("dotnet", postgres is null ? [] : [(Postgres, postgres)], Programs.Own([Verb, "--data", bench.Data, .. options]));

    /// <summary>The windows of such a process until its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async IAsyncEnumerable<Window> ReadAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith('{')) // others are of the host's log
                yield return JsonSerializer.Deserialize<Window>(line)!;
        }

        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Verb} ended with {process.ExitCode}.");
    }

    public static async Task RunAsync(AppendOptions options, TextReader input, TextWriter output)
    {
        await using var host = await UserDomainHost.StartAsync(Bench.Settings(options.Data, Environment.GetEnvironmentVariable(Postgres)), TextWriter.Null, default);
        var calls = new InProcessLoad(host, new(options.Data), new Plan(IsQuick: false, null, null, null), options.Users);
        var load = new AppendLoad(calls, await calls.OperatorAsync(), Math.Min(options.Callers, options.Users), options.Users, options.Run);
        using var over = new CancellationTokenSource();
        if (options.Seconds > 0)
            over.CancelAfter(TimeSpan.FromSeconds(options.Seconds));
        var ended = input.ReadToEndAsync().ContinueWith(_ => over.Cancel(), TaskScheduler.Default);
        if (options.Tells is { } pipe)
        {
            await using var told = new NamedPipeClientStream(".", pipe, PipeDirection.Out);
            await told.ConnectAsync();
            await load.RunAsync(new Acknowledgements.Telling(told), over.Token);
            return;
        }

        var ledger = new Ledger(options.Users);
        var telling = TellAsync(load, options.Every, output, over.Token);
        await load.RunAsync(ledger, over.Token);
        await telling;
        if (options.Ledger is { } file)
            await ledger.SaveAsync(file);
        GC.KeepAlive(ended);
    }

    private static async Task TellAsync(AppendLoad load, int every, TextWriter output, CancellationToken over)
    {
        var (began, last, errors) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), 0L);
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(every), over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (now, latency, failed) = (Stopwatch.GetTimestamp(), load.Histogram.Take(), load.Errors);
            var window = new Window(
                Stopwatch.GetElapsedTime(began, now).TotalSeconds, latency.Count / Stopwatch.GetElapsedTime(last, now).TotalSeconds, latency, failed - errors,
                ServerProcesses.ResidentOf(Environment.ProcessId), Environment.CpuUsage.TotalTime.TotalSeconds);
            await output.WriteLineAsync(JsonSerializer.Serialize(window));
            await output.FlushAsync(default(CancellationToken));
            (last, errors) = (now, failed);
        }
    }
}

/// <summary>What the process is told on its command line.</summary>
/// <param name="Run">Begins every value that it sets.</param>
/// <param name="Seconds">0 for until its standard input ends.</param>
/// <param name="Every">How many seconds a window takes.</param>
/// <param name="Ledger">Where what was acknowledged is put at the end.</param>
/// <param name="Tells">The pipe that each acknowledged call is told on; then there are no windows.</param>
internal sealed record AppendOptions(string Data, int Callers, int Users, string Run, int Seconds, int Every, string? Ledger, string? Tells);
