using System.Text;
using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>Users brought in by the verb, against COPY of the rows that came of it.</summary>
internal static class ImportFigure
{
    private const string SelectRecord = "select unnest(array['mt_streams', 'mt_events'])";

    public static Figure Figure { get; } = new(
        "import", "users import of 100,000 users with ten keys each, users a second, against COPY of the same rows and making their indexes", OnShared: false, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        var users = run.Plan.UpToUsers(100_000, 2_000);
        await using var bench = await Bench.InstallAsync(run.Plan);
        var verbs = new Verbs(bench.Data);
        var (ours, floors) = (new List<Sample>(), new List<Sample>());
        for (var round = 0; round < Math.Min(run.Plan.Rounds, 2); round++)
        {
            var file = Path.Combine(bench.Data, "users.ndjson");
            await WriteAsync(file, users, round);
            var verb = await verbs.RunAsync("users", "import", file);
            IReadOnlyList<string> tables = [.. await bench.ListAsync(SelectRecord), .. await CopyFloor.ViewsAsync(bench)];
            var rows = await CopyFloor.InAsync(bench, tables); // of all rounds so far
            ours.Add(new(users / verb.Seconds));
            floors.Add(new(users * (round + 1) / rows.TotalSeconds));
        }

        var result = Rounds.Of("import", 0.2, ours, floors);
        result.Also["users"] = users;
        return [result];
    }

    private static async Task WriteAsync(string file, int users, int round)
    {
        await using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false));
        for (var user = 0; user < users; user++)
        {
            var config = string.Join(',', Enumerable.Range(1, 10).Select(key => $"\"key{key}\":\"Hillside Road {key}\""));
            await writer.WriteLineAsync($$$"""{"UserName":"mover{{{round}}}-{{{user}}}","Email":"mover{{{round}}}-{{{user}}}@example.org","EmailVerified":true,"Config":{{{{config}}}}}""");
        }
    }
}
