#if MARTEN
using System.Diagnostics;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Marten;
using UserDomain.Postgres;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Projections;

namespace UserDomain.Benchmarks.Figures;

/// <summary>The same on both engines, on one database: ours is Marten here, the floor is the default engine. One host at a time, in turns.</summary>
internal static class EngineFigures
{
    private static readonly (string Name, Func<Bench, Task<Sample>> Load)[] Loads =
    [
        ("append.8", bench => CallFigures.SetAsync(bench, 8)),
        ("append.256", bench => CallFigures.SetAsync(bench, 256)),
        ("query.256", bench => bench.Load.RunAsync(256, bench.Load.Get)),
    ];

    public static async Task<bool> RunAsync(Plan plan, TextWriter output)
    {
        var table = new Table(output);
        await DurableSettings.SayAsync(plan, output);
        await output.WriteLineAsync("Ours is the Marten engine, the floor is the default one.");
        await table.HeadAsync();
        await CallsAsync(plan, table);
        await table.ShowAsync(await RebuildAsync(plan));
        return true;
    }

    private static async Task CallsAsync(Plan plan, Table table)
    {
        await using var bench = await Bench.StartAsync(plan, plan.UpToUsers(20_000, 5_000));
        var samples = Loads.ToDictionary(load => load.Name, _ => (Ours: new List<Sample>(), Floors: new List<Sample>()));
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var engine in new[] { Engine.Postgres, Engine.Marten })
            {
                await bench.StartHostAsync(engine: engine);
                await bench.WarmAsync();
                foreach (var (name, load) in Loads)
                {
                    await bench.SettleAsync();
                    (engine == Engine.Marten ? samples[name].Ours : samples[name].Floors).Add(await load(bench));
                }
            }
        }

        foreach (var (name, (ours, floors)) in samples)
            await table.ShowAsync(Rounds.Of(name, 0, ours, floors));
    }

    /// <summary>The views that are written with the events, while nobody writes; on the default engine with a comparison of each and a switch.</summary>
    private static async Task<Result> RebuildAsync(Plan plan)
    {
        var users = plan.UpToUsers(20_000, 5_000);
        await using var bench = await Bench.InstallAsync(plan);
        await MillionEvents.SeedAsync(bench.ConnectionString, users, default);
        await using var database = await Database.OpenAsync(bench.ConnectionString, default);
        var (ours, floors) = (new List<Sample>(), new List<Sample>());
        for (var round = 0; round < Math.Min(plan.Rounds, 3); round++)
        {
            floors.Add(await TimeAsync(() => new Rebuilds(database, bench.ConnectionString, TimeProvider.System)
                .RebuildAsync(MartenRebuild.Names, 10, serve: true, new Progress<long>(), default)));
            ours.Add(await TimeAsync(() => MartenRebuild.RunAsync(bench.ConnectionString, MartenRebuild.Names, default)));
        }

        return Rounds.Of("rebuild", 0, ours, floors);

        async Task<Sample> TimeAsync(Func<Task> rebuild)
        {
            var began = Stopwatch.GetTimestamp();
            await rebuild();
            return new(users * MillionEvents.EventsEach / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
    }
}
#endif
