using System.Diagnostics;
using System.Security.Cryptography;
using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>The record out as lines, against PostgreSQL's own COPY of it to a client; and what sealing, verifying and moving it take.</summary>
internal static class ReplayFigure
{
    private const double Target = 0.33;
    private const string Floor = "copy (select * from mt_events order by seq_id) to stdout (format binary)";

    public static Figure Figure { get; } = new(
        "replay", "the audit trail of 1,000,000 events to NDJSON by the verb, events a second, against COPY of the events out; other verbs' times beside it", OnShared: false, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        var users = run.Plan.UpToUsers(100_000, 10_000);
        double events = users * MillionEvents.EventsEach;
        await using var bench = await Bench.InstallAsync(run.Plan);
        await MillionEvents.SeedAsync(bench.ConnectionString, users, default);
        var verbs = new Verbs(bench.Data);
        var (ours, floors) = (new List<Sample>(), new List<Sample>());
        for (var round = 0; round < run.Plan.Rounds; round++)
        {
            floors.Add(new(events / await CopyOutAsync(bench)));
            ours.Add(new(events / (await verbs.TryAsync(isPrinted: false, "audit", "replay")).MustBeDone().Seconds));
        }

        var result = Rounds.Of("replay", Target, ours, floors);
        result.Also["events"] = events;
        var export = Path.Combine(bench.Data, "export");
        foreach (var verb in (string[][])[["audit", "seal"], ["audit", "verify"], ["events", "export", export]])
            Tell(result, await verbs.RunAsync(verb));
        return [await MoveAsync(run, export, result) ? result : result with { Misses = ["exported again it differs"] }];
    }

    /// <returns>Whether what was imported is the same, byte for byte.</returns>
    private static async Task<bool> MoveAsync(Run run, string export, Result result)
    {
        var folder = Directory.CreateTempSubdirectory("userdomain-bench-").FullName;
        try
        {
            var verbs = new Verbs(folder);
            await verbs.RunAsync("db", "apply");
            Tell(result, await verbs.RunAsync("events", "import", export));
            await verbs.RunAsync("events", "export", $"{export}.again");
            await run.SayAsync($"replay: the export has {new FileInfo(export).Length / 1_000_000} MB");
            return await HashAsync(export) == await HashAsync($"{export}.again");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Tell(Result result, Verb verb) => result.Also[$"{verb.Name} s"] = verb.Seconds;

    /// <summary>All columns of all events in order, to a client that throws them away.</summary>
    private static async Task<double> CopyOutAsync(Bench bench)
    {
        await using var connection = await bench.ConnectAsync();
        var began = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginRawBinaryCopyAsync(Floor))
            await copy.CopyToAsync(Stream.Null);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<string> HashAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexString(await SHA256.HashDataAsync(stream));
    }
}
