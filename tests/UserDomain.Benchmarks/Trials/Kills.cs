using System.Diagnostics;
using System.IO.Pipes;
using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Postgres.Embedded;

namespace UserDomain.Benchmarks.Trials;

/// <summary>
/// kill -9 under append.256, of the process with the host, which leaves its server running for the next one, and then of the server's
/// postmaster beside one host that lives on: every append that was acknowledged is there, and none twice.
/// </summary>
internal sealed class Kills(Bench bench, Outcomes outcomes, int rounds)
{
    private const int Callers = 256;
    private const int Enough = 1_000; // acknowledged since the last kill
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Acknowledgements acknowledged = new();
    private readonly Random random = new(1);

    public static async Task<bool> RunAsync(Plan plan, int rounds, TextWriter output)
    {
        var outcomes = new Outcomes(output);
        await using var bench = await Bench.InstallAsync(plan);
        await Seeds.TenKeysAsync(bench, plan.Users);
        await new Verbs(bench.Data).RunAsync("projections", "rebuild", "--all");
        await bench.CloseServerAsync();
        var kills = new Kills(bench, outcomes, rounds);
        await kills.KillHostsAsync();
        await kills.KillServersAsync();
        await bench.OpenServerAsync();
        await new Findings(bench, kills.acknowledged).ExpectAsync(outcomes);
        await outcomes.ExpectSoundAsync(bench);
        return outcomes.IsOk;
    }

    private async Task KillHostsAsync()
    {
        for (var round = 1; round <= rounds; round++)
        {
            var run = $"host{round}";
            using var process = Start(run, out var reading);
            await FlowingAsync(process);
            process.Kill();
            await process.WaitForExitAsync();
            await reading;
            await outcomes.SayAsync($"host killed, {round} of {rounds}; acknowledged so far: {acknowledged.Count}");
        }
    }

    private async Task KillServersAsync()
    {
        using var process = Start("server", out var reading);
        for (var round = 1; round <= rounds; round++)
        {
            await FlowingAsync(process);
            var began = Stopwatch.GetTimestamp();
            LibC.Send(bench.Processes.Postmaster, LibC.Kill);
            var before = acknowledged.Count;
            await UntilAsync(process, () => acknowledged.Count > before + Callers);
            await outcomes.SayAsync($"PostgreSQL killed, {round} of {rounds}; answers again after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s; acknowledged so far: {acknowledged.Count}");
        }

        process.StandardInput.Close(); // ends it
        await process.WaitForExitAsync();
        await reading;
        await outcomes.ExpectAsync(process.ExitCode == 0, $"the host beside them ended with {process.ExitCode}");
    }

    /// <param name="reading">Ends when the process has.</param>
    private Process Start(string run, out Task reading)
    {
        var pipe = Path.Combine(bench.Data, $"told-{run}"); // opened by the process itself, so that the server that it starts does not keep it open
        var listening = ListenAsync(new(pipe, PipeDirection.In, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous), run);
        var process = AppendApart.Start(bench, null, "--users", $"{bench.Plan.Users}", "--callers", $"{Callers}", "--run", run, "--tell", pipe);
        reading = Task.WhenAll(listening, process.StandardOutput.BaseStream.CopyToAsync(Stream.Null));
        return process;
    }

    private async Task ListenAsync(NamedPipeServerStream pipe, string run)
    {
        await using (pipe)
        {
            await pipe.WaitForConnectionAsync();
            await acknowledged.ReadAsync(pipe, run);
        }
    }

    /// <summary>Until it is well at work, and then a while that is another each time.</summary>
    private async Task FlowingAsync(Process process)
    {
        var before = acknowledged.Count;
        await UntilAsync(process, () => acknowledged.Count > before + Enough);
        await Task.Delay(random.Next(200, 2_000));
    }

    private static async Task UntilAsync(Process process, Func<bool> isSo)
    {
        for (var began = Stopwatch.GetTimestamp(); !isSo(); await Task.Delay(20))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException($"Nothing was acknowledged for {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s{(process.HasExited ? $"; it ended with {process.ExitCode}" : "")}.");
        }
    }
}
