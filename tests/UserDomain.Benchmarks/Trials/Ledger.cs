using System.Runtime.InteropServices;
using Npgsql;
using UserDomain.Benchmarks.Loads;

namespace UserDomain.Benchmarks.Trials;

/// <summary>What was acknowledged: of each key the last value, of each user how many. It takes the same room however long it is kept.</summary>
internal sealed class Ledger(int users) : IAcknowledged
{
    public const int Keys = 10;

    /// <summary>The id of the first user.</summary>
    public const int FirstUser = 2;

    private const int SeededEvents = 11;
    private const int NotKnown = -1;

    private const string SelectEntries = "select user_id, data->>'Key', data->>'Value' from mt_doc_user_config_entry where user_id between $1 and $2";
    private const string SelectVersions = "select substring(id from 6)::bigint, version from mt_streams where type = 'user'";

    private readonly int[] last = new int[users * Keys];
    private readonly int[] done = new int[users];
    private readonly int[] unknown = new int[users];

    public long Done() => done.Sum(count => (long)count);

    void IAcknowledged.Done(int caller, int n, int user, int key)
    {
        last[(user * Keys) + key] = n; // nobody else has this user
        done[user]++;
    }

    void IAcknowledged.Unknown(int user, int key)
    {
        last[(user * Keys) + key] = NotKnown;
        unknown[user]++;
    }

    public async Task SaveAsync(string file)
    {
        await using var stream = File.Create(file);
        foreach (var counts in (int[][])[last, done, unknown])
            await stream.WriteAsync(MemoryMarshal.AsBytes(counts.AsSpan()).ToArray());
    }

    public static async Task<Ledger> LoadAsync(string file, int users)
    {
        var ledger = new Ledger(users);
        await using var stream = File.OpenRead(file);
        foreach (var counts in (int[][])[ledger.last, ledger.done, ledger.unknown])
            stream.ReadExactly(MemoryMarshal.AsBytes(counts.AsSpan()));
        return ledger;
    }

    /// <summary>How many keys do not have the value that was last acknowledged, and how many users are not at the version that follows from how many were.</summary>
    public async Task<(long Keys, long Versions)> CompareAsync(Bench bench, string run, int callers)
    {
        var (seen, wrongVersions, expected) = (0L, 0L, last.LongCount(n => n > 0));
        await using var connection = await bench.ConnectAsync();
        await using (var entries = new NpgsqlCommand(SelectEntries, connection) { Parameters = { new() { Value = (long)FirstUser }, new() { Value = FirstUser + users - 1L } } })
        await using (var reader = await entries.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var user = (int)reader.GetInt64(0) - FirstUser;
                var n = last[(user * Keys) + int.Parse(reader.GetString(1)["key".Length..], System.Globalization.CultureInfo.InvariantCulture) - 1];
                if (n > 0 && reader.GetString(2) == AppendLoad.Value(run, user % callers, n))
                    seen++;
            }
        }

        await using var versions = new NpgsqlCommand(SelectVersions, connection);
        await using var streams = await versions.ExecuteReaderAsync();
        while (await streams.ReadAsync())
        {
            if (streams.GetInt64(0) - FirstUser is var user and >= 0 && user < users)
                wrongVersions += streams.GetInt64(1) - SeededEvents - done[user] is var more && more >= 0 && more <= unknown[user] ? 0 : 1;
        }

        return (expected - seen, wrongVersions);
    }
}
