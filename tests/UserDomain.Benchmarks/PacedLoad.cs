using System.Diagnostics;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Model;

namespace UserDomain.Benchmarks;

/// <summary>SetUserConfig through the whole pipeline at a steady pace, whatever becomes of the calls before.</summary>
internal sealed class PacedLoad(Bench bench, int aSecond)
{
    private readonly List<Task<TimeSpan?>> sent = [];
    private volatile bool over;
    private Task sending = Task.CompletedTask;

    public async Task StartAsync()
    {
        var caller = await bench.CallerAsync();
        sending = SendAllAsync(caller);
    }

    /// <summary>How long the calls took, sorted, and how many failed.</summary>
    public async Task<(IReadOnlyList<TimeSpan> Took, int Failed)> StopAsync()
    {
        over = true;
        await sending;
        var took = await Task.WhenAll(sent);
        return ([.. took.OfType<TimeSpan>().Order()], took.Count(one => one is null));
    }

    private async Task SendAllAsync(Caller caller)
    {
        var (random, started) = (new Random(1), Stopwatch.GetTimestamp());
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!over && await ticks.WaitForNextTickAsync())
        {
            while (sent.Count < Stopwatch.GetElapsedTime(started).TotalSeconds * aSecond)
                sent.Add(SendAsync(caller, random.Next(bench.Users), random.Next()));
        }
    }

    private async Task<TimeSpan?> SendAsync(Caller caller, int user, int value)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await bench.SendAsync(caller, new SetUserConfig(MillionEvents.FirstUser + user, null, new([new ConfigPair($"key{value % 5}", $"Hillside Road {value}")])));
            return Stopwatch.GetElapsedTime(started);
        }
        catch (Exception)
        {
            return null;
        }
    }
}
