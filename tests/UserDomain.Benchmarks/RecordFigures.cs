using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace UserDomain.Benchmarks;

/// <summary><c>bench.sh replay</c>: the record of a million events out as lines, against PostgreSQL's own COPY of them to a client; and what sealing, verifying and moving it take.</summary>
internal static class RecordFigures
{
    private const double Target = 0.33;
    private const string Floor = "copy (select * from mt_events order by seq_id) to stdout (format binary)";

    public static async Task RunAsync(int users, int rounds, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("userdomain-bench-").FullName;
        try
        {
            var verbs = new Verbs(Path.Combine(folder, "data"));
            await using var store = await verbs.InstallAsync();
            await MillionEvents.SeedAsync(store.OwnerConnectionString, users, default);
            var events = users * MillionEvents.EventsEach;
            await output.WriteLineAsync($"{events} events; each verb is a process of its own from its start to its end");
            await ReplayAsync(verbs, store.OwnerConnectionString, events, rounds, output);

            var export = Path.Combine(folder, "export");
            foreach (var verb in (string[][])[["audit", "seal"], ["audit", "verify"], ["events", "export", export]])
                await TellAsync(await verbs.RunAsync(verb), events, output);
            await output.WriteLineAsync($"the export has {new FileInfo(export).Length / 1_000_000} MB");
            await ImportAsync(Path.Combine(folder, "second"), export, events, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ReplayAsync(Verbs verbs, string owner, int events, int rounds, TextWriter output)
    {
        var (ours, floors) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            floors.Add(await FloorAsync(owner));
            var verb = await verbs.RunAsync("audit", "replay");
            ours.Add(verb.Seconds);
            await TellAsync(verb, events, output);
        }

        double[] ratios = [.. floors.Zip(ours, (floor, our) => floor / our).Order()];
        var ratio = ratios[rounds / 2];
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{"replay",-14}{events / Median(ours),10:0}{events / Median(floors),10:0}{ratio,8:0.00}{$"{ratios[0]:0.00}-{ratios[^1]:0.00}",14}{Target,8:0.00}  {(ratio >= Target ? "ok" : "short")}"));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    /// <summary>All columns of all events in order, to a client that throws them away.</summary>
    private static async Task<double> FloorAsync(string owner)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        var started = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginRawBinaryCopyAsync(Floor))
            await copy.CopyToAsync(Stream.Null);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task ImportAsync(string data, string export, int events, TextWriter output)
    {
        var verbs = new Verbs(data);
        await using var store = await verbs.InstallAsync();
        await TellAsync(await verbs.RunAsync("events", "import", export), events, output);
        await TellAsync(await verbs.RunAsync("events", "export", $"{export}.again"), events, output);
        var same = await HashAsync(export) == await HashAsync($"{export}.again");
        await output.WriteLineAsync(same ? "exported again it is the same, byte for byte" : "EXPORTED AGAIN IT DIFFERS");
    }

    private static async Task<string> HashAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexString(await SHA256.HashDataAsync(stream));
    }

    private static Task TellAsync(Verb verb, int events, TextWriter output) => output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
        $"{verb.Name,-14}{verb.Seconds,8:0.0} s {events / verb.Seconds,10:0}/s  at most {verb.PeakMegabytes} MB"));
}
