using Npgsql;
using UserDomain.Postgres;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Processes;

/// <summary>Hosts of two engines are never at work on one database.</summary>
public sealed class EngineTests : IAsyncLifetime
{
    private TestVenue venue = null!;
    private Database database = null!;
    private EngineHold other = null!;

    private (string, string?)[] Settings =>
        [("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys), ("USERDOMAIN_OPERATOR_PASSWORD", TestVenue.OperatorPassword)];

    public async Task InitializeAsync()
    {
        venue = await TestVenue.CreateAsync();
        database = await Database.OpenAsync(venue.ConnectionString, default);
        other = MartenOn(database);
    }

    public async Task DisposeAsync()
    {
        await other.DisposeAsync();
        await database.DisposeAsync();
        await venue.DisposeAsync();
    }

    [Fact]
    public async Task Another_engine_comes_up_only_once_the_last_host_was_killed_and_then_no_host_does()
    {
        await using (var first = await HostProcess.RunAsync(Settings))
        await using (var second = await HostProcess.RunAsync(Settings))
        {
            await first.KillAsync();
            (await second.SignInAsync("operator", TestVenue.OperatorPassword)).Should().NotBeNull();
            (await ComesAsync()).Should().BeFalse("the second is alive");
            await second.KillAsync();
        }

        await Eventually.HoldsAsync(ComesAsync, "the server has seen the end of their sessions");
        var before = await venue.Database.EventsAsync();
        await using var third = await HostProcess.RunAsync(Settings);

        (await third.EndAsync()).Should().Be(1, third.Output);
        third.Output.Should().Match("The engine 'marten' is at work on this database (UserDomain host marten *), and 'postgres' must not write beside it*USERDOMAIN_ENGINE be marten.");
        (await venue.Database.EventsAsync()).Should().Be(before);
        await other.DisposeAsync();
        await using var fourth = await HostProcess.RunAsync(Settings);
        (await fourth.StopAsync()).Should().Be(0, fourth.Output);
    }

    [Fact]
    public async Task A_host_that_loses_its_hold_to_another_engine_ends_and_says_why()
    {
        await using var host = await HostProcess.RunAsync(Settings);
        Task coming;
        await using (var gate = await venue.Database.OpenAsync())
        {
            await using var close = new NpgsqlCommand("select pg_advisory_lock(7113009217)", gate);
            await close.ExecuteNonQueryAsync();
            coming = other.TakeAsync(EngineHold.Host, default);
            await Eventually.HoldsAsync(async () => await WaitingAsync() == 1, "the other asks first");
            await venue.Database.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'UserDomain host postgres %'");
            await Eventually.HoldsAsync(async () => await WaitingAsync() == 2, "the host asks again, behind it");
        }

        await coming;
        (await host.EndAsync()).Should().Be(1, host.Output);
        host.Output.Should().Contain("This host ends. The engine 'marten' is at work on this database").And.NotContain("   at ");
    }

    [Fact]
    public async Task A_verb_that_changes_something_is_refused_beside_another_engine_and_one_that_asks_is_not()
    {
        await using (var host = await HostProcess.RunAsync(Settings))
            (await host.StopAsync()).Should().Be(0);
        await other.TakeAsync(EngineHold.Host, default);

        (await DoAsync("users", "password", "operator")).Should().Match<(int Code, string Output)>(end => end.Code == 1 && end.Output.StartsWith("The engine 'marten' is at work"));
        (await DoAsync("audit", "trail", "operator")).Code.Should().Be(0);
        (await DoAsync("db", "describe")).Output.Should().MatchRegex(@"engine +postgres, since \d{4}-.*, after place 0");
    }

    [Fact]
    public async Task A_verb_that_changes_something_holds_the_database_as_a_verb()
    {
        await using (var host = await HostProcess.RunAsync(Settings))
            (await host.StopAsync()).Should().Be(0);
        var gate = await venue.Database.OpenAsync();
        await using (var close = new NpgsqlCommand("select pg_advisory_lock(7113009217)", gate))
            await close.ExecuteNonQueryAsync();

        await using var verb = HostProcess.Start(["users", "password", "operator"], Settings);
        await using (gate)
        {
            await Eventually.HoldsAsync(
                async () => await venue.Database.AskAsync<bool>("select exists (select from pg_stat_activity where datname = current_database() and application_name like 'UserDomain verb postgres %')"),
                "it asks for the hold");
        }

        (await verb.EndAsync()).Should().Be(0, verb.Output);
    }

    [Fact]
    public async Task An_engine_that_is_none_is_named()
    {
        await using var host = await HostProcess.RunAsync([.. Settings, ("USERDOMAIN_ENGINE", "paper")]);

        (await host.EndAsync()).Should().Be(1);
        host.Output.Should().StartWith("USERDOMAIN_ENGINE is 'paper'");
    }

    private static EngineHold MartenOn(Database database) => new(database, Engine.Marten, TimeProvider.System);

    private async Task<bool> ComesAsync()
    {
        try
        {
            await other.TakeAsync(EngineHold.Host, default);
            return true;
        }
        catch (PostgresSetupException)
        {
            return false;
        }
    }

    private Task<long> WaitingAsync() => venue.Database.AskAsync<long>(
        $"select count(*) from {TestDatabase.Locks} l where locktype = 'advisory' and not granted and objid = 2818041921");

    private async Task<(int Code, string Output)> DoAsync(params string[] arguments)
    {
        await using var verb = HostProcess.Start(arguments, Settings);
        return (await verb.EndAsync(), verb.Output);
    }
}
