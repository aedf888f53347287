using Npgsql;
using UserDomain.Model;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>Readers in order wait for whatever transaction runs: a rebuild leaves none open for long.</summary>
public sealed class BulkFoldTests
{
    private const string Open = "select count(*) from pg_stat_activity where datname = current_database() and query ilike 'copy userdomain_next%' and state <> 'idle'";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Amid_a_long_stream_and_after_a_failure_nothing_is_left_open(bool fails)
    {
        await using var store = await RebuildStore.NewAsync();
        await store.Stores.AppendAsync(await store.Stores.CreateAsync("ada"), [.. Enumerable.Range(0, 4_500).Select(i => new UserConfigSet($"key {i % 7}", $"{i}"))]);
        if (fails)
            await store.Database.ExecuteAsync("alter table mt_events disable trigger user; update mt_events set type = 'user_of_a_newer_release' where seq_id = 100");
        var clock = new Clock(fails ? 0 : TimeSpan.TicksPerSecond);
        await using var activity = await OpenAsync(store, "user_activity", new HashSet<long>(), clock);
        await using var entries = await OpenAsync(store, "user_config_entry", new HashSet<long> { 100 }, clock);
        var open = new List<long>();

        await new BulkFold(store.Reader).RunAsync([activity.Fold, entries.Fold], await store.Reader.ReachedAsync(0, default), new Watch(() => open.Add(Ask(store))), default);

        open.Should().Equal(0, 0, 0);
        (activity.Fold.Failure is not null).Should().Be(fails);
    }

    private static async Task<ViewRebuild> OpenAsync(RebuildStore store, string view, HashSet<long> skipped, TimeProvider clock)
    {
        var work = new ViewRebuild(store.Reader, await RebuildSession.OpenAsync(store.Database.ConnectionString, ViewTables.Find(view)!, default), skipped, clock);
        await work.BeginAsync(default);
        return work;
    }

    private static long Ask(RebuildStore store)
    {
        using var connection = new NpgsqlConnection(store.Database.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(Open, connection);
        return (long)command.ExecuteScalar()!;
    }

    private sealed class Watch(Action seen) : IProgress<long>
    {
        public void Report(long value) => seen();
    }

    /// <summary>Goes on by so much whenever it is looked at.</summary>
    private sealed class Clock(long step) : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now += step;
    }
}
