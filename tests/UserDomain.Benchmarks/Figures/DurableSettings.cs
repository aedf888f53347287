using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>Nothing is measured on a server that could lose an acknowledged write; what it is tuned to is said before the figures.</summary>
internal static class DurableSettings
{
    private static readonly string[] Durable = ["fsync", "synchronous_commit", "full_page_writes"];
    private static readonly string[] Tuned = ["shared_buffers", "max_wal_size", "wal_compression"];

    /// <summary>Of the private server that hosts on this machine have: every figure's is started in the same way.</summary>
    /// <exception cref="InvalidOperationException">It is not durable.</exception>
    public static async Task SayAsync(Plan plan, TextWriter output)
    {
        await using var bench = await Bench.InstallAsync(plan);
        var settings = new List<string>();
        foreach (var name in (string[])[.. Durable, .. Tuned, "server_version"])
            settings.Add($"{name} {await bench.AskAsync<string>($"select current_setting('{name}')")}");
        foreach (var off in Durable.Where(name => !settings.Contains($"{name} on")))
            throw new InvalidOperationException($"{off} is not on: nothing is measured on a server that may lose what it acknowledged.");

        await output.WriteLineAsync(string.Join(", ", settings));
        await output.WriteLineAsync(
            $"{Environment.ProcessorCount} cores, shared by load, host and server. {plan.Rounds} rounds of {plan.Time.TotalSeconds:0} s, floor and ours in turns; medians, spread of the rounds' ratios. "
            + $"Where callers are in this process, processor time and memory of the host are with theirs. Calls are not logged; {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} GC.{(plan.IsQuick ? " A QUICK RUN: small, and its figures rough." : "")}");
    }
}
