namespace UserDomain.Benchmarks.Measuring;

/// <summary>One measurement of a rate, with what it cost.</summary>
/// <param name="Rate">Calls a second; or what the figure counts instead.</param>
/// <param name="Latency">How long single calls took, where that was looked at.</param>
internal sealed record Sample(double Rate, Latency? Latency = null, Usage? Usage = null, long Errors = 0);

/// <summary>Processor seconds for a thousand calls, of the process with the host in it and of PostgreSQL, and the most memory that the first had resident.</summary>
/// <param name="Host">With the load's own, where that is in the same process.</param>
internal sealed record Usage(double Host, double Server, long PeakMegabytes);

/// <summary>Reads what is used of the processor and of memory from its making on.</summary>
internal sealed class UsageMeter
{
    private readonly ServerProcesses server;
    private readonly TimeSpan host = Environment.CpuUsage.TotalTime;
    private readonly double before;

    public UsageMeter(ServerProcesses server)
    {
        (this.server, before) = (server, server.CpuSeconds());
        ServerProcesses.ForgetPeak();
    }

    /// <summary>For this many calls.</summary>
    public Usage Stop(double calls)
    {
        var thousands = Math.Max(calls, 1) / 1000;
        return new((Environment.CpuUsage.TotalTime - host).TotalSeconds / thousands, (server.CpuSeconds() - before) / thousands,
            ServerProcesses.PeakOf(Environment.ProcessId));
    }
}
