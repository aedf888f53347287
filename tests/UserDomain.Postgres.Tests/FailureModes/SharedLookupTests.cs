using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Views;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.FailureModes;

/// <summary>
/// Who shares a round trip with whom. What is asked tells the number of the statement and how many keys it was asked for; statements wait while the
/// test holds a lock, and one for key 13 is refused by the server.
/// </summary>
public sealed class SharedLookupTests : IAsyncLifetime
{
    private const string Sql = """
        select asked.place, format('%s for %s', gate.number, cardinality($1) + 0 / (13 - asked.id))
        from unnest($1) with ordinality as asked (id, place), (select nextval('statements') as number, pg_advisory_lock_shared(7), pg_advisory_unlock_shared(7) offset 0) gate
        """;

    private TestDatabase database = null!;
    private ServiceProvider parts = null!;
    private NpgsqlConnection holding = null!;
    private SharedLookups<long, string> lookups = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        await database.ExecuteAsync("create sequence statements; grant usage on sequence statements to userdomain_run");
        parts = await database.OpenPartsAsync();
        holding = await database.ConnectAsync();
        lookups = Of(parts);
    }

    public async Task DisposeAsync()
    {
        await holding.DisposeAsync();
        await parts.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task One_who_is_alone_goes_at_once_and_those_who_wait_go_together_each_key_once()
    {
        await HoldAsync();
        Task<string>[] first = [AskAsync(1), AskAsync(2)];
        Task<string>[] waiting = [AskAsync(3), AskAsync(4), AskAsync(3), AskAsync(5)];
        await UnderWayAsync(2);

        await LetGoAsync();

        (await Task.WhenAll(first)).Should().BeEquivalentTo("1 for 1", "2 for 1");
        (await Task.WhenAll(waiting)).Should().OnlyContain(answer => answer == "3 for 3");
    }

    /// <summary>Each further process at the server would have to learn its way through the tables first.</summary>
    [Fact]
    public async Task They_stay_on_few_connections_though_a_crowd_left_many()
    {
        var events = parts.GetRequiredService<IEventStore>();
        await Racing.AllAsync(40, i => events.ReadAsync(StreamId.OfUser(new(i)), default).AsTask());

        for (var key = 20; key < 60; key++)
            await AskAsync(key);

        (await database.AskAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and query like '%nextval(''statements'')%' and pid <> pg_backend_pid()"))
            .Should().BeInRange(1, 2);
    }

    [Fact]
    public async Task Who_asks_for_what_is_under_way_is_not_answered_from_that()
    {
        await HoldAsync();
        Task<string>[] same = [AskAsync(1), AskAsync(1), AskAsync(1), AskAsync(1)];
        await UnderWayAsync(2);

        await LetGoAsync();

        (await Task.WhenAll(same)).Should().BeEquivalentTo("1 for 1", "2 for 1", "3 for 1", "3 for 1");
    }

    [Fact]
    public async Task No_statement_asks_for_more_keys_than_may_be()
    {
        await HoldAsync();
        var all = Enumerable.Range(100, 400).Select(id => AskAsync(id)).ToArray();
        await UnderWayAsync(2);

        await LetGoAsync();

        (await Task.WhenAll(all)).Should().Contain(answer => answer.EndsWith(" for 128")).And.OnlyContain(answer => int.Parse(answer.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture) <= 128);
    }

    [Fact]
    public async Task What_cannot_be_answered_fails_only_who_asked_for_it()
    {
        await HoldAsync();
        Task<string>[] first = [AskAsync(1), AskAsync(2)];
        var (refused, others) = (AskAsync(13), new[] { AskAsync(3), AskAsync(4) });
        await UnderWayAsync(2);

        await LetGoAsync();

        (await FluentActions.Awaiting(() => refused).Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.DivisionByZero);
        (await Task.WhenAll([.. first, .. others])).Should().OnlyContain(answer => answer.EndsWith(" for 1"));
        (await AskAsync(3)).Should().EndWith(" for 1");
    }

    [Fact]
    public async Task Who_gives_up_ends_only_his_own_wait()
    {
        using var giving = new CancellationTokenSource();
        await HoldAsync();
        Task<string>[] staying = [AskAsync(1), AskAsync(2), AskAsync(3)];
        Task<string>[] given = [AskAsync(3, giving.Token), AskAsync(4, giving.Token)];

        await giving.CancelAsync();
        foreach (var wait in given)
            await FluentActions.Awaiting(() => wait).Should().ThrowAsync<OperationCanceledException>();

        await LetGoAsync();
        (await Task.WhenAll(staying)).Should().HaveCount(3);
    }

    [Fact]
    public async Task Where_nothing_is_answered_nobody_waits_through_one_round_trip_after_the_other()
    {
        var clock = new FakeClock();
        await using var impatient = await TestDatabase.OpenPartsAsync(database.ConnectionString, clock);
        lookups = Of(impatient);
        await HoldAsync();
        var all = Enumerable.Range(1, 6).Select(id => AskAsync(id)).ToArray();
        await UnderWayAsync(2);
        clock.Advance(TimeSpan.FromSeconds(21));

        await database.ExecuteAsync($"select pg_terminate_backend(pid) from {TestDatabase.Locks} l where locktype = 'advisory' and not granted");

        foreach (var wait in all)
            await FluentActions.Awaiting(() => wait).Should().ThrowAsync<EventSourcing.StoreUnavailableException>();
        await LetGoAsync();
    }

    [Fact]
    public async Task Who_waits_when_all_is_closed_is_told_something()
    {
        await HoldAsync();
        var waiting = Enumerable.Range(100, 300).Select(id => AskAsync(id)).ToArray();
        await UnderWayAsync(2);

        await parts.DisposeAsync();
        await LetGoAsync();

        await Eventually.HoldsAsync(() => waiting.All(wait => wait.IsCompleted), "nobody is left waiting");
    }

    [Fact]
    public async Task Where_no_connection_is_free_those_who_wait_are_answered_once_one_is()
    {
        await using var small = await Database.OpenAsync(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = true, MaxPoolSize = 1, Timeout = 1 }.ConnectionString, default);
        var own = new SharedLookups<long, string>(new(small, Sql, keys => [Parameters.PArray(NpgsqlDbType.Bigint, keys)], (row, _) => row.GetString(1)), parts.GetRequiredService<LookupThreads>(), parts.GetRequiredService<Reconnecting>());
        Task<string?>[] waiting;
        await using (await small.Asking.OpenConnectionAsync())
        {
            waiting = [.. Enumerable.Range(100, 20).Select(id => own.FindAsync(id, default).AsTask())];
            await FluentActions.Awaiting(() => small.Asking.OpenConnectionAsync().AsTask()).Should().ThrowAsync<NpgsqlException>();
        }

        (await Task.WhenAll(waiting)).Should().NotContainNulls();
    }

    private static SharedLookups<long, string> Of(IServiceProvider parts) => new(
        new(parts.GetRequiredService<Database>(), Sql, keys => [Parameters.PArray(NpgsqlDbType.Bigint, keys)], (row, _) => row.GetString(1)),
        parts.GetRequiredService<LookupThreads>(), parts.GetRequiredService<Reconnecting>());

    private async Task<string> AskAsync(long id, CancellationToken cancellationToken = default) => (await lookups.FindAsync(id, cancellationToken))!;

    private Task HoldAsync() => ExecuteAsync("select pg_advisory_lock(7)");

    private Task LetGoAsync() => ExecuteAsync("select pg_advisory_unlock(7)");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, holding);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until so many statements wait for the lock.</summary>
    private Task UnderWayAsync(int count) => Eventually.HoldsAsync(
        async () => await database.AskAsync<long>($"select count(*) from {TestDatabase.Locks} l where locktype = 'advisory' and not granted") == count,
        "statements come to wait for the lock");
}
