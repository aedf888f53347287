using Microsoft.Extensions.DependencyInjection;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Tests.FailureModes;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>What is told of views that follow from behind: how far they are, who follows, what stopped them and what they wait for.</summary>
public sealed class StandingTests
{
    [Fact]
    public async Task A_view_that_nobody_follows_with_falls_behind_in_events_and_seconds()
    {
        await using var database = await TestDatabase.NewAsync();
        await using var stores = await database.OpenAsync();
        await using var parts = await database.OpenPartsAsync();
        (await ReadAsync(parts)).Views.Should().OnlyContain(view => view.Place == 0 && view.EventsBehind == 0 && view.SecondsBehind == 0 && view.Worker == null);

        await stores.CreateAsync("ada");
        await stores.CreateAsync("bob");
        await database.ExecuteAsync("insert into mt_event_progression (name, last_seq_id) values ('user_directory', 1)");
        await database.ExecuteAsync("alter table mt_events disable trigger user; update mt_events set timestamp = now() - seq_id * interval '10 minutes'");

        var views = (await ReadAsync(parts)).Views.ToDictionary(view => view.View);
        views.Keys.Should().BeEquivalentTo(ViewNames.Following);
        (views["user_directory"].Place, views["user_directory"].EventsBehind, Math.Round(views["user_directory"].SecondsBehind / 60)).Should().Be((1, 1, 20));
        (views["user_lookup"].Place, views["user_lookup"].EventsBehind, Math.Round(views["user_lookup"].SecondsBehind / 60)).Should().Be((0, 2, 10));
    }

    [Fact]
    public async Task Who_follows_is_named_with_his_machine_and_process_and_what_stopped_a_view_with_its_event()
    {
        await using var database = await TestDatabase.NewAsync();
        await using var stores = await database.OpenAsync();
        await using var parts = await database.OpenPartsAsync();
        await using var follower = await Follower.StartAsync(database, "user_lookup");
        await database.ExecuteAsync("alter table mt_doc_user_lookup add constraint none check (false)");
        await stores.CreateAsync("ada");
        await Eventually.HoldsAsync(async () => (await database.StopsAsync()).Count == 1, "it stops");

        var view = (await ReadAsync(parts)).Views.Single(view => view.View == "user_lookup");

        view.Worker!.Name.Should().Be($"UserDomain user_lookup {Environment.MachineName}/{Environment.ProcessId}");
        $"{view.Worker.Process}".Should().Be((await database.HoldersAsync("user_lookup")).Single());
        view.Stop.Should().BeEquivalentTo(new { View = "user_lookup", Event = 1L, Stream = "user-2", Reason = "PostgresException 23514 mt_doc_user_lookup none" });
    }

    [Fact]
    public async Task The_oldest_transaction_that_may_still_add_an_event_is_named_and_one_that_only_reads_is_not()
    {
        await using var database = await TestDatabase.NewAsync();
        await using var parts = await database.OpenPartsAsync();
        await using var report = await database.ConnectAsync();
        await using var reads = await report.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using (var read = new Npgsql.NpgsqlCommand("select count(*) from mt_events", report))
            await read.ExecuteScalarAsync();
        (await ReadAsync(parts)).Oldest.Should().BeNull();

        await using var slow = await SlowAppend.BeginAsync(database, "user-901");
        var held = (await ReadAsync(parts)).Oldest!;
        held.Database.Should().Be(database.Name);
        held.Process.Should().BePositive();
        await Eventually.HoldsAsync(async () => (await ReadAsync(parts)).Oldest!.Seconds > held.Seconds, "it grows older");

        await slow.PrepareAsync($"held_{database.Name}");
        (await ReadAsync(parts)).Oldest.Should().BeEquivalentTo(new { Process = (int?)null, Name = $"prepared transaction held_{database.Name}" });
        await database.ExecuteAsync($"rollback prepared 'held_{database.Name}'");
        (await ReadAsync(parts)).Oldest.Should().BeNull();
    }

    private static Task<ViewStandings> ReadAsync(ServiceProvider parts) => parts.GetRequiredService<ViewMonitor>().ReadAsync(default);
}
