using Npgsql;
using UserDomain.Model;
using UserDomain.Postgres.Record;
using UserDomain.Postgres.Tests.FailureModes;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Record;

/// <summary>Sealing goes on beside writers and beside others who seal, and leaves nothing half done.</summary>
public sealed class SealingTests
{
    [Fact]
    public async Task What_is_sealed_once_is_not_sealed_again()
    {
        await using var record = await TestRecord.SealedAsync(seals: 1);

        (await record.SealAsync()).Should().Be(0);
        await record.AddEventsAsync(user: 20, users: 2, each: 2);
        (await record.SealAsync()).Should().Be(4);

        (await record.HeadAsync()).Should().Match<Head>(head => head.Number == 2 && head.LastPlace == 13);
    }

    [Fact]
    public async Task A_seal_never_closes_a_place_that_may_still_be_taken()
    {
        await using var record = await TestRecord.NewAsync();
        await using var slow = await SlowAppend.BeginAsync(record.Database, "user-901");
        await record.AddEventsAsync(user: 1, users: 1, each: 3);
        var sealing = record.SealAsync();
        await Eventually.HoldsAsync(() => record.Database.AskAsync<bool>(
            "select exists (select from pg_stat_activity where datname = current_database() and query like '%pg_snapshot_xmin%' and pid <> pg_backend_pid())"), "it waits");
        sealing.IsCompleted.Should().BeFalse();

        await slow.CommitAsync();

        (await sealing).Should().Be(4);
        (await record.VerifyAsync()).Should().Match<Verified>(verified => verified.Sealed == 4 && verified.Wrong == 0);
    }

    [Fact]
    public async Task More_events_than_a_seal_holds_make_several_and_large_ones_make_smaller_seals()
    {
        await using var record = await TestRecord.NewAsync();
        await record.AddEventsAsync(user: 1, users: 1000, each: 5);
        await record.Database.ExecuteAsync("""
            insert into mt_streams (id, type, version) values ('user-5000', 'user', 12);
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers)
            select nextval('mt_events_sequence'), gen_random_uuid(), 'user-5000', v, jsonb_build_object('Key', 'a', 'Value', repeat(md5(v::text), 65536)), 'user_config_set', now(), '{"Call":"SetUserConfig","Transport":"http"}'
            from generate_series(1, 12) v
            """);

        (await record.SealAsync()).Should().Be(5012);

        (await record.Database.ListAsync("select events::text from userdomain.seals order by number")).Should().Equal("4096", "908", "4", "4");
        (await record.VerifyAsync()).Should().Match<Verified>(verified => verified.Sealed == 5012 && verified.Wrong == 0);
    }

    [Fact]
    public async Task Several_who_seal_at_once_beside_writers_make_one_chain_and_verification_beside_them_is_exact()
    {
        await using var record = await TestRecord.NewAsync();
        var stores = await record.StoresAsync();
        using var over = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(_ => WriteAsync(stores, over.Token)).ToArray();
        var sealers = Enumerable.Range(0, 3).Select(i => SealAsync(new(record.Own, TimeProvider.System), patient: i == 0, over.Token)).ToArray();

        for (var i = 0; i < 12; i++)
        {
            await stores.CreateAsync($"between{i}");
            (await record.VerifyAsync()).Findings.Should().BeEmpty();
        }

        await over.CancelAsync();
        await Task.WhenAll(writers);
        (await Task.WhenAll(sealers)).Sum().Should().BePositive();
        await record.SealAsync();
        var verified = await record.VerifyAsync();
        (verified.Wrong, verified.Unsealed).Should().Be((0, 0));
        verified.Sealed.Should().Be(await record.Database.AskAsync<long>("select count(*) from mt_events"));
        verified.Seals.Should().BeGreaterThan(3);
    }

    [Fact]
    public async Task Who_is_cut_off_in_the_middle_of_a_seal_leaves_nothing_and_another_goes_on()
    {
        await using var record = await TestRecord.NewAsync();
        await record.AddEventsAsync(user: 1, users: 10, each: 3);
        await using (var holding = await record.Database.ConnectAsync())
        {
            await using var transaction = await holding.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("lock table userdomain.seals in exclusive mode", holding))
                await hold.ExecuteNonQueryAsync();
            var sealing = record.SealAsync();
            await Eventually.HoldsAsync(() => record.Database.AskAsync<bool>(
                "select exists (select from pg_stat_activity where datname = current_database() and query like 'insert into userdomain.seals%' and wait_event_type = 'Lock')"), "it is about to write");
            (await new Sealer(record.Own, TimeProvider.System).SealAsync(patient: false, null, default)).Should().Be(0, "another is at it");
            await record.Database.ExecuteAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'insert into userdomain.seals%' and pid <> pg_backend_pid()");
            await sealing.Invoking(task => task).Should().ThrowAsync<NpgsqlException>();
        }

        (await record.SealAsync()).Should().Be(30);
        (await record.VerifyAsync()).Should().Match<Verified>(verified => verified.Sealed == 30 && verified.Seals == 1 && verified.Wrong == 0);
    }

    [Fact]
    public async Task Whoever_runs_the_host_may_not_change_a_seal_nor_the_owner_by_mistake()
    {
        await using var record = await TestRecord.SealedAsync(seals: 1);

        foreach (var change in (string[])["update userdomain.seals set events = 1", "delete from userdomain.seals", "truncate userdomain.seals"])
        {
            (await record.Database.Invoking(database => database.ExecuteAsync(change)).Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be("UD003");
            (await record.Database.Invoking(database => database.ExecuteAsync($"set role userdomain_run; {change}")).Should().ThrowAsync<PostgresException>())
                .Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    private static async Task WriteAsync(Stores stores, CancellationToken over)
    {
        var state = await stores.CreateAsync($"user{Guid.CreateVersion7()}");
        for (var i = 0; !over.IsCancellationRequested; i++)
            state = await stores.AppendAsync(state, new UserConfigSet("key", $"{i}"));
    }

    private static async Task<long> SealAsync(Sealer sealer, bool patient, CancellationToken over)
    {
        var events = 0L;
        while (!over.IsCancellationRequested)
            events += await sealer.SealAsync(patient, null, default);
        return events;
    }
}
