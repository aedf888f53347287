using Npgsql;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Record;
using UserDomain.Postgres.Schema;
using UserDomain.Postgres.Tests.FailureModes;
using UserDomain.Postgres.Tests.Record;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Engines;

/// <summary>A program that writes events and is no host of ours is found by what it wrote, and by what it writes just now.</summary>
public sealed class OtherProgramsTests : IAsyncLifetime
{
    private TestRecord record = null!;

    public async Task InitializeAsync() => record = await TestRecord.NewAsync();

    public async Task DisposeAsync() => await record.DisposeAsync();

    [Fact]
    public async Task Hosts_are_none_while_they_write()
    {
        var stores = await record.StoresAsync();
        await stores.CreateAsync("ada");
        await using var session = await record.Own.Source.OpenConnectionAsync();
        await using var appending = await session.BeginTransactionAsync();
        await using var append = new NpgsqlCommand("update mt_streams set version = version", session);
        await append.ExecuteNonQueryAsync();

        await AssertAsync();
    }

    [Fact]
    public async Task Hosts_are_none_while_their_sessions_come_and_go()
    {
        await (await record.StoresAsync()).CreateAsync("ada");
        var coming = new NpgsqlConnectionStringBuilder(record.Database.ConnectionString) { ApplicationName = SessionName.Mine, Pooling = false }.ConnectionString;
        using var over = new CancellationTokenSource();
        var sessions = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await using var session = new NpgsqlConnection(coming);
                await session.OpenAsync();
                await using var append = new NpgsqlCommand("update mt_streams set version = version where false", session);
                await append.ExecuteNonQueryAsync();
            }
        })).ToArray();

        await using var owner = await record.Database.ConnectAsync();
        for (var i = 0; i < 1_200; i++) // it was one in 200 that went wrong
            await OtherPrograms.AssertNoSessionAsync(owner, default);

        await over.CancelAsync();
        await Task.WhenAll(sessions);
    }

    [Fact]
    public async Task An_event_of_another_program_is_named_and_nothing_is_sealed_until_somebody_says_that_it_is_stopped()
    {
        await record.AddEventsAsync(1, 1, 3);
        var place = await ForeignEvents.AddAsync(record.Database);

        await MustBeFoundAsync(AssertAsync, $"Another program writes events here: order_placed at place {place}, of order-1, is of no host of this system.*'db adopt'*");
        await MustBeFoundAsync(record.SealAsync, "Another program writes events here: order_placed*");
        (await record.Database.AskAsync<long>("select count(*) from userdomain.seals")).Should().Be(0);
        (await DatabaseDescription.ReadAsync(record.Database.ConnectionString, default)).Engine!.Name.Should().Be(EngineDescription.AnotherProgram);

        (await OtherPrograms.AdoptAsync(record.Database.ConnectionString, default)).Should().Be(place);

        await AssertAsync();
        (await record.SealAsync()).Should().Be(4);
        (await record.VerifyAsync()).Wrong.Should().Be(0);
    }

    /// <summary>Of many hosts one seals: the others would only read the same again.</summary>
    [Fact]
    public async Task Whoever_leaves_the_sealing_to_another_does_not_look()
    {
        await ForeignEvents.AddAsync(record.Database);
        var sealer = new Sealer(record.Own, TimeProvider.System);
        await using (var other = await record.Database.ConnectAsync())
        {
            await using var turn = new Npgsql.NpgsqlCommand($"select pg_advisory_lock({Sealer.Turn})", other);
            await turn.ExecuteNonQueryAsync();
            (await sealer.SealAsync(patient: false, null, default)).Should().Be(0);
        }

        await MustBeFoundAsync(() => sealer.SealAsync(patient: false, null, default), "Another program writes events here: order_placed*");
    }

    [Fact]
    public async Task One_that_comes_after_what_was_adopted_or_sealed_is_found_again()
    {
        await ForeignEvents.AddAsync(record.Database);
        await OtherPrograms.AdoptAsync(record.Database.ConnectionString, default);
        await record.SealAsync();

        await ForeignEvents.AddAsync(record.Database, "order-2");

        await MustBeFoundAsync(AssertAsync, "*of order-2*");
    }

    [Fact]
    public async Task One_that_has_written_and_not_committed_is_found_and_not_adopted()
    {
        await using (await SlowAppend.BeginAsync(record.Database, "order-1", drawPlace: false))
        {
            await MustBeFoundAsync(AssertAsync, "Another program writes events here just now: process *");
            await MustBeFoundAsync(() => OtherPrograms.AdoptAsync(record.Database.ConnectionString, default), "Another program writes events here just now: process *");
        }

        await Eventually.HoldsAsync(async () => (await record.Database.ListAsync($"select pid::text from {TestDatabase.Locks} l where relation = 'mt_streams'::regclass")).Count == 0, "it is gone");
        await AssertAsync();
    }

    [Fact]
    public async Task One_whose_transaction_is_prepared_is_found_though_nobody_is_connected()
    {
        await using (var slow = await SlowAppend.BeginAsync(record.Database, "order-1"))
            await slow.PrepareAsync("kept");

        await MustBeFoundAsync(AssertAsync, "*just now: a prepared transaction.*");

        await record.Database.ExecuteAsync("rollback prepared 'kept'");
        await AssertAsync();
    }

    [Fact]
    public async Task Who_only_reads_or_works_on_views_is_not_in_the_way()
    {
        await using var reading = await record.Database.ConnectAsync();
        await using var transaction = await reading.BeginTransactionAsync();
        await using var read = new NpgsqlCommand("select * from mt_events for share; update mt_doc_user_info set mt_version = mt_version; insert into mt_event_progression (name, last_seq_id) values ('theirs', 0)", reading);
        await read.ExecuteNonQueryAsync();

        await AssertAsync();
    }

    [Fact]
    public async Task What_comes_with_an_import_is_taken_as_it_is()
    {
        await record.AddEventsAsync(1, 1, 3);
        await ForeignlyWrittenAsync();
        var file = TestFolder.New("export");
        await new EventsExport(record.Own).RunAsync(file, new Progress<long>(), default);
        await using var other = await TestDatabase.NewAsync();

        await EventsImport.RunAsync(file, other.ConnectionString, new Progress<long>(), default);

        await OtherPrograms.AssertNoneAsync(other.ConnectionString, default);
        (await DatabaseDescription.ReadAsync(other.ConnectionString, default)).SchemaStep.Should().Be(Migrations.Latest);
        (await other.ListAsync("select engine from userdomain.engine_marks")).Should().Equal(Engine.Postgres);
    }

    private Task<int> ForeignlyWrittenAsync() => record.Database.ExecuteAsync("""
        update mt_streams set version = 4 where id = 'user-1';
        insert into mt_events (seq_id, id, stream_id, version, data, type) values (nextval('mt_events_sequence'), gen_random_uuid(), 'user-1', 4, '{"Key": "a", "Value": "b"}', 'user_config_set')
        """);

    private Task AssertAsync() => OtherPrograms.AssertNoneAsync(record.Database.ConnectionString, default);

    private static async Task MustBeFoundAsync(Func<Task> work, string sentence) =>
        (await work.Should().ThrowAsync<JobException>()).Which.Message.Should().Match(sentence);
}
