using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.FailureModes;

/// <summary>A reader in order never passes an event that commits later with an earlier place, and waits for nothing else.</summary>
public sealed class FenceTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private Stores stores = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        stores = await database.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await stores.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task An_event_that_commits_after_a_later_one_is_read_in_its_place()
    {
        await using var slow = await SlowAppend.BeginAsync(database, "user-901");
        await stores.CreateAsync("ada");
        var reading = stores.ReadAllAsync();
        await ReaderWaitsAsync();
        reading.IsCompleted.Should().BeFalse("an event with an earlier place may still commit");

        await slow.CommitAsync();

        (await reading).Select(one => (one.Sequence, one.Recorded.Stream.Value)).Should().Equal((1, "user-901"), (2, "user-2"));
    }

    [Fact]
    public async Task A_place_that_was_rolled_back_holds_nobody_up()
    {
        await using var slow = await SlowAppend.BeginAsync(database, "user-901");
        await stores.CreateAsync("ada");
        var reading = stores.ReadAllAsync();
        await ReaderWaitsAsync();

        await slow.RollBackAsync();

        (await reading).Select(one => one.Sequence).Should().Equal(2);
        (await stores.ReadAllAsync()).Select(one => one.Sequence).Should().Equal(2);
    }

    [Fact]
    public async Task A_later_transaction_that_owns_an_earlier_place_is_not_skipped()
    {
        await using var first = await SlowAppend.BeginAsync(database, "user-901", drawPlace: false);
        await using var second = await SlowAppend.BeginAsync(database, "user-902");
        await first.DrawPlaceAsync();
        await first.CommitAsync();
        var reading = stores.ReadAllAsync();
        await ReaderWaitsAsync();
        reading.IsCompleted.Should().BeFalse();

        await second.CommitAsync();

        (await reading).Select(one => one.Recorded.Stream.Value).Should().Equal("user-902", "user-901");
    }

    [Fact]
    public async Task A_transaction_that_is_prepared_is_waited_for()
    {
        await using var slow = await SlowAppend.BeginAsync(database, "user-901");
        await slow.PrepareAsync("held");
        await stores.CreateAsync("ada");
        var reading = stores.ReadAllAsync();
        await ReaderWaitsAsync();

        await database.ExecuteAsync("commit prepared 'held'");

        (await reading).Select(one => one.Recorded.Stream.Value).Should().Equal("user-901", "user-2");
    }

    [Fact]
    public async Task A_strangers_transaction_in_another_database_holds_nobody_up()
    {
        await using var elsewhere = await TestDatabase.NewEmptyAsync();
        await using var connection = await elsewhere.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var takesAnId = new NpgsqlCommand("select pg_current_xact_id()::text", connection))
            await takesAnId.ExecuteScalarAsync();
        await stores.CreateAsync("ada");

        (await stores.ReadAllAsync().WaitAsync(TimeSpan.FromSeconds(20))).Should().HaveCount(1);
    }

    [Fact]
    public async Task A_transaction_of_this_database_that_only_reads_holds_nobody_up()
    {
        await using var connection = await database.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using (var read = new NpgsqlCommand("select count(*) from mt_events", connection))
            await read.ExecuteScalarAsync();
        await stores.CreateAsync("ada");

        (await stores.ReadAllAsync().WaitAsync(TimeSpan.FromSeconds(20))).Should().HaveCount(1);
    }

    [Fact]
    public async Task Where_nothing_was_drawn_since_no_transaction_id_is_used_up()
    {
        await stores.CreateAsync("ada");
        await using var idle = await stores.OpenAnotherAsync();

        for (var i = 0; i < 20; i++)
            (await idle.ReadAllAsync(after: 1)).Should().BeEmpty();

        (await database.ListAsync("select query from pg_stat_activity where datname = current_database() and query like '%mt_events_sequence%' and pid <> pg_backend_pid()"))
            .Should().NotBeEmpty("the last thing that the reader's session did was to see that nothing was drawn");
        (await database.ListAsync("select query from pg_stat_activity where datname = current_database() and query like '%pg_current_xact_id()%' and pid <> pg_backend_pid()"))
            .Should().BeEmpty();
    }

    [Fact]
    public async Task Whoever_waits_long_asks_ever_less_often()
    {
        var clock = new NotedPauses();
        await using var parts = await TestDatabase.OpenPartsAsync(database.ConnectionString, clock);
        await using var slow = await SlowAppend.BeginAsync(database, "user-901");
        var reading = parts.GetRequiredService<Events.Fence>().ReachedAsync(0, default);

        await Eventually.HoldsAsync(() => clock.Longest == TimeSpan.FromMilliseconds(50), "it asks twenty times a second");
        await slow.CommitAsync();

        (await reading).Should().Be(1);
    }

    [Fact]
    public async Task A_sequence_that_was_never_drawn_from_reads_as_empty() =>
        (await stores.ReadAllAsync()).Should().BeEmpty();

    [Fact]
    public async Task Writers_that_dawdle_and_roll_back_at_random_are_all_read_exactly_once()
    {
        var written = 0;
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            var random = new Random(w);
            for (var i = 0; i < 40; i++)
            {
                await using var append = await SlowAppend.BeginAsync(database, $"user-{1000 + (w * 100) + i}", drawPlace: false);
                await append.DawdleAsync(random);
                await append.DrawPlaceAsync();
                await append.DawdleAsync(random);
                if (random.Next(5) == 0)
                {
                    await append.RollBackAsync();
                    continue;
                }

                await append.CommitAsync();
                Interlocked.Increment(ref written);
            }
        })).ToArray();

        var read = new List<Sequenced>();
        var all = Task.WhenAll(writers);
        do
        {
            read.AddRange(await stores.ReadAllAsync(read.Count == 0 ? 0 : read[^1].Sequence));
        }
        while (!all.IsCompleted);
        await all;
        read.AddRange(await stores.ReadAllAsync(read[^1].Sequence));

        read.Should().HaveCount(written);
        read.Select(one => one.Sequence).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    /// <summary>Until the reader has been seen asking whether it may go on, twice: it was told no.</summary>
    private async Task ReaderWaitsAsync()
    {
        await using var connection = await database.ConnectAsync();
        var seen = new HashSet<DateTime>();
        await Eventually.HoldsAsync(async () =>
        {
            await using var command = new NpgsqlCommand("""
                select query_start from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
                  and (query like '%none_active_before%' or query like '%pg_snapshot_xmin%')
                """, connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                seen.Add(reader.GetDateTime(0));
            return seen.Count >= 2;
        }, "the reader asks again and again");
    }

    private sealed class NotedPauses : TimeProvider
    {
        public TimeSpan Longest { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Longest = dueTime > Longest ? dueTime : Longest;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
