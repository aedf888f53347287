using System.Diagnostics;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Calls;

namespace UserDomain.Benchmarks.Loads;

/// <summary>SetUserConfig through the whole pipeline at a steady pace, whatever becomes of the calls before. Users are those of <see cref="MillionEvents"/>.</summary>
internal sealed class PacedLoad(Bench bench, int users, int aSecond)
{
    private readonly InProcessLoad load = bench.Load;
    private readonly Histogram histogram = new();
    private readonly List<Task> underWay = [];
    private volatile bool over;
    private Task sending = Task.CompletedTask;
    private long failed;

    public async Task StartAsync()
    {
        var caller = await load.OperatorAsync();
        sending = SendAllAsync(caller);
    }

    /// <summary>How long the calls took, and how many failed.</summary>
    public async Task<(Latency Took, long Failed)> StopAsync()
    {
        over = true;
        await sending;
        await Task.WhenAll(underWay);
        return (histogram.Take(), failed);
    }

    private async Task SendAllAsync(Caller caller)
    {
        var (random, began, sent) = (new Random(1), Stopwatch.GetTimestamp(), 0L);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!over && await ticks.WaitForNextTickAsync())
        {
            underWay.RemoveAll(call => call.IsCompleted);
            for (; sent < Stopwatch.GetElapsedTime(began).TotalSeconds * aSecond; sent++)
                underWay.Add(SendAsync(caller, random.Next(users), random.Next(5)));
        }
    }

    private async Task SendAsync(Caller caller, int user, int key)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await load.SendAsync(caller, InProcessLoad.Set(MillionEvents.FirstUser + user, key));
            histogram.Record(began);
        }
        catch (Exception)
        {
            Interlocked.Increment(ref failed);
        }
    }
}
