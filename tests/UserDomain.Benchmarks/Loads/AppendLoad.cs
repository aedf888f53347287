using System.Diagnostics;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Benchmarks.Trials;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Model;

namespace UserDomain.Benchmarks.Loads;

/// <summary>
/// SetUserConfig from callers of whom each has users of his own and counts up in what he sets: every value is set once, and what was last
/// acknowledged of a key is known. A call that fails may have been done or not; its caller goes on.
/// </summary>
internal sealed class AppendLoad(InProcessLoad load, Caller caller, int callers, int users, string run)
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(50);

    private long errors;

    public Histogram Histogram { get; } = new();

    public long Errors => Interlocked.Read(ref errors);

    /// <summary>What is set by a call.</summary>
    /// <param name="run">Of the process that called.</param>
    /// <param name="n">How manieth call of the caller it is, from 1 on.</param>
    public static string Value(string run, int caller, int n) => $"{run}.{caller}.{n}";

    public Task RunAsync(IAcknowledged acknowledged, CancellationToken over) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(i => Task.Run(() => RunAsync(i, acknowledged, over), default)));

    private async Task RunAsync(int i, IAcknowledged acknowledged, CancellationToken over)
    {
        var random = new Random(i);
        var own = (users - i + callers - 1) / callers; // of the users from 0 on, each at a distance of all callers
        for (var n = 1; !over.IsCancellationRequested; n++)
        {
            var (user, key, began) = (i + (callers * random.Next(own)), random.Next(Ledger.Keys), Stopwatch.GetTimestamp());
            try
            {
                await load.SendAsync(caller, new SetUserConfig(Ledger.FirstUser + user, null, new([new ConfigPair($"key{key + 1}", Value(run, i, n))])));
                acknowledged.Done(i, n, user, key);
                Histogram.Record(began);
            }
            catch (Exception)
            {
                acknowledged.Unknown(user, key);
                Interlocked.Increment(ref errors);
                await Task.Delay(PauseAfterFailure, default(CancellationToken));
            }
        }
    }
}

/// <summary>Is told of each call before it counts. It is asked from many threads.</summary>
internal interface IAcknowledged
{
    void Done(int caller, int n, int user, int key);

    void Unknown(int user, int key);
}
