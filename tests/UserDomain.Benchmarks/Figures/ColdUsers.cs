using System.Runtime;
using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Config;

namespace UserDomain.Benchmarks.Figures;

/// <summary>Users of two kinds, in a database of their own: one key is set on each, once, by a host that has none of them in memory or all.</summary>
internal sealed class ColdUsers(Bench bench, int users, int others, int keys, long? cacheBytes) : IAsyncDisposable
{
    private const int Callers = 8;
    private const int PlainKeys = 10;
    private const int Step = 619; // from one user's key to the next one's, so that all parts of a configuration have their turn
    private const long First = 1_000; // those before warm the host up
    private const int Warming = 200;

    private const int MostLooks = 100;
    private const string Written = "select pg_current_wal_insert_lsn()::text";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>The runtime compiles anew what is used often, once nothing new has been used for a tenth of a second.</summary>
    private static readonly TimeSpan CompilesWithin = TimeSpan.FromSeconds(0.5);

    private long FirstOfPlain => First + users;

    /// <summary>The plain ones have ten keys, each set once.</summary>
    /// <param name="warming">How many more of the others warm the host up.</param>
    /// <param name="events">Of the others, with the first that makes them.</param>
    /// <param name="keys">How many different ones the others have.</param>
    public static async Task<ColdUsers> StartAsync(Plan plan, int users, int warming, int events, int keys, int plainEvents, long? cacheBytes)
    {
        var bench = await Bench.InstallAsync(plan);
        await Seeds.HistoriesAsync(bench, 2, Warming, events: PlainKeys + 1, PlainKeys);
        await Seeds.HistoriesAsync(bench, First - warming, warming + users, events, keys);
        await Seeds.HistoriesAsync(bench, First + users, users, plainEvents, PlainKeys);
        await Seeds.EndAsync(bench);
        return new(bench, users, warming, keys, cacheBytes);
    }

    public Task<IAsyncDisposable> HoldSealerAsync() => bench.HoldSealerAsync();

    /// <summary>Each is loaded once, and what a host does with that in the background is done.</summary>
    public async Task LoadOnceAsync()
    {
        await MeasureColdAsync(First);
        await QuietAsync();
        await bench.StopHostAsync();
    }

    /// <summary>Ours the others', the floor the plain ones', who take turns.</summary>
    public async Task<Result> CompareAsync(string name, bool isCold, double target)
    {
        var (ours, floors) = (new List<Sample>(), new List<Sample>());
        for (var round = 0; round < bench.Plan.Rounds; round++)
        {
            floors.Add(await (isCold ? MeasureColdAsync(FirstOfPlain) : MeasureWarmAsync(FirstOfPlain)));
            ours.Add(await (isCold ? MeasureColdAsync(First) : MeasureWarmAsync(First)));
        }

        return Rounds.Of(name, target, ours, floors);
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    /// <summary>Until nothing has been written for a while: what the host keeps of users whom it has loaded, it writes in the background.</summary>
    private async Task QuietAsync()
    {
        var before = "";
        for (var look = 0; look < MostLooks && await bench.AskAsync<string>(Written) is var now && now != before; look++)
        {
            before = now;
            await Task.Delay(LookEvery);
        }
    }

    private async Task<Sample> MeasureColdAsync(long first)
    {
        await StartAsync();
        return await SetAsync(first);
    }

    private async Task<Sample> MeasureWarmAsync(long first)
    {
        await MeasureColdAsync(first);
        return await SetAsync(first);
    }

    /// <summary>A host whose connections, statements and compiled code are not what is measured.</summary>
    private async Task StartAsync()
    {
        await bench.StartHostAsync(cacheBytes);
        foreach (var half in (int[])[0, 1])
        {
            await SetAsync(2 + (half * Warming / 2), Warming / 2, PlainKeys);
            await SetAsync(First - others + (half * others / 2), others / 2, keys);
            await CompiledAsync();
        }
    }

    /// <summary>Until the compiler, which works in the background, has nothing left of what was called so far.</summary>
    private static async Task CompiledAsync()
    {
        for (var (look, before) = (0, -1L); look < MostLooks && JitInfo.GetCompiledMethodCount() is var now && now != before; look++, before = now)
            await Task.Delay(CompilesWithin);
    }

    private Task<Sample> SetAsync(long first) => SetAsync(first, users, first == First ? keys : PlainKeys);

    private Task<Sample> SetAsync(long first, int count, int keys)
    {
        SetUserConfig[] calls = [.. Enumerable.Range(0, count).Select(i => InProcessLoad.Set(first + i, 1 + (i * Step % keys)))];
        return bench.Load.RunAsync(Callers, calls);
    }
}
