using UserDomain.Postgres.Engines;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Engines;

/// <summary>Hosts of one engine share a database, and those of two engines never do, whatever they lose on the way.</summary>
public sealed class EngineHoldTests : IAsyncLifetime
{
    private const string Holders = $"select l.pid::text from {TestDatabase.Locks} l where l.locktype = 'advisory' and l.classid = 1913009216 and l.granted";
    private const string Waiting = $"select count(*) from {TestDatabase.Locks} l where locktype = 'advisory' and not granted and objid = 2818041921";

    private TestDatabase database = null!;
    private Database opened = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        opened = await Database.OpenAsync(database.ConnectionString, default);
    }

    public async Task DisposeAsync()
    {
        await opened.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Hosts_of_one_engine_share_it_and_one_of_another_is_told_who_is_there()
    {
        await using var one = Of(Engine.Postgres);
        await using var two = Of(Engine.Postgres);
        await using var other = Of(Engine.Marten);
        await one.TakeAsync(EngineHold.Host, default);
        await one.TakeAsync(EngineHold.Host, default);
        await two.TakeAsync(EngineHold.Host, default);

        (await other.Invoking(hold => hold.TakeAsync(EngineHold.Host, default)).Should().ThrowAsync<PostgresSetupException>()).Which.Message
            .Should().Be($"The engine 'postgres' is at work on this database (UserDomain host postgres {Environment.MachineName}/{Environment.ProcessId}), and 'marten' must not write beside it: stop that, or let USERDOMAIN_ENGINE be postgres.");
        (await database.ListAsync(Holders)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Who_is_in_the_way_is_named_as_what_it_is()
    {
        await using var verb = Of(Engine.Marten);
        await using var host = Of(Engine.Postgres);
        await verb.TakeAsync(EngineHold.Verb, default);

        (await host.Invoking(hold => hold.TakeAsync(EngineHold.Host, default)).Should().ThrowAsync<PostgresSetupException>()).Which.Message
            .Should().StartWith("The engine 'marten' is at work on this database (UserDomain verb marten ");
    }

    [Fact]
    public async Task Once_the_last_of_them_has_ended_another_engine_may_come_at_once()
    {
        for (var i = 0; i < 60; i++)
        {
            await using var one = Of(i % 2 == 0 ? Engine.Postgres : Engine.Marten);
            await one.TakeAsync(EngineHold.Host, default);
            using var stopping = new CancellationTokenSource();
            var keeping = one.KeepAsync(stopping.Token);
            await stopping.CancelAsync();
            await keeping.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        }
    }

    [Fact]
    public async Task Of_two_engines_that_start_at_the_same_moment_one_comes_up()
    {
        for (var round = 0; round < 40; round++)
        {
            await using var mine = Of(Engine.Postgres);
            await using var other = Of(Engine.Marten);

            (await Task.WhenAll(TriesAsync(mine), TriesAsync(other))).Should().ContainSingle(came => came);
        }
    }

    [Fact]
    public async Task A_hold_whose_session_ends_is_taken_again()
    {
        await using var mine = Of(Engine.Postgres);
        await mine.TakeAsync(EngineHold.Host, default);
        using var stopping = new CancellationTokenSource();
        var keeping = mine.KeepAsync(stopping.Token);
        var first = (await database.ListAsync(Holders)).Single();

        await database.ExecuteAsync($"select pg_terminate_backend({first})");

        await Eventually.HoldsAsync(async () => await database.ListAsync(Holders) is [var next] && next != first, "it has hold again");
        await using var other = Of(Engine.Marten);
        (await TriesAsync(other)).Should().BeFalse();
        await stopping.CancelAsync();
        await keeping.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_hold_that_nobody_keeps_is_taken_again_by_who_asks_for_it_next()
    {
        await using var mine = Of(Engine.Postgres);
        await mine.TakeAsync(EngineHold.Host, default);
        var first = (await database.ListAsync(Holders)).Single();

        await database.ExecuteAsync($"select pg_terminate_backend({first})");

        await Eventually.HoldsAsync(async () =>
        {
            await mine.TakeAsync(EngineHold.Host, default);
            return await database.ListAsync(Holders) is [var next] && next != first;
        }, "it has hold again");
    }

    [Fact]
    public async Task Who_lost_it_and_finds_another_engine_there_is_told()
    {
        await using var mine = Of(Engine.Postgres);
        await using var other = Of(Engine.Marten);
        await mine.TakeAsync(EngineHold.Host, default);
        var keeping = mine.KeepAsync(default);
        Task coming;
        await using (var gate = await database.ConnectAsync())
        {
            await using var close = new Npgsql.NpgsqlCommand("select pg_advisory_lock(7113009217)", gate);
            await close.ExecuteNonQueryAsync();
            coming = other.TakeAsync(EngineHold.Host, default);
            await Eventually.HoldsAsync(async () => await database.AskAsync<long>(Waiting) == 1, "the other asks first");

            await database.ExecuteAsync($"select pg_terminate_backend({(await database.ListAsync(Holders)).Single()})");
            await Eventually.HoldsAsync(async () => await database.AskAsync<long>(Waiting) == 2, "it asks again behind it");
        }

        await coming;
        (await keeping.Invoking(task => task).Should().ThrowAsync<PostgresSetupException>()).Which.Message.Should().StartWith("The engine 'marten' is at work");
    }

    private EngineHold Of(string engine) => new(opened, engine, TimeProvider.System);

    private static async Task<bool> TriesAsync(EngineHold hold)
    {
        try
        {
            await hold.TakeAsync(EngineHold.Host, default);
            return true;
        }
        catch (PostgresSetupException)
        {
            return false;
        }
    }
}
