using Npgsql;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.FailureModes;

/// <summary>A table that somebody holds, as for a switch or by hand.</summary>
public sealed class HeldLookupTests
{
    [Fact]
    public async Task Lookups_that_wait_for_a_table_keep_nobody_waiting_who_asks_for_another()
    {
        await using var database = await TestDatabase.NewAsync();
        await using var stores = await database.OpenAsync();
        UserId[] ids = [.. Enumerable.Range(1000, 140).Select(id => new UserId(id))]; // more than go together
        await using var first = await HoldAsync(database);
        Task[] waiting =
        [
            .. ids.Select(id => stores.Views.FindConfigAsync(id, default).AsTask()), .. ids.Select(id => stores.Views.FindWithAsync<UserConfigEntry>(id, default).AsTask()),
        ];
        await LocksWaitedForAsync(database, 4);
        var next = HoldAsync(database); // behind those that are under way, and before those that come after them
        await LocksWaitedForAsync(database, 5);
        await first.DisposeAsync();
        await using var second = await next;
        await LocksWaitedForAsync(database, 4);

        await Task.WhenAll(ids.Select(id => stores.Views.FindAsync(id, default).AsTask())).WaitAsync(TimeSpan.FromSeconds(20));

        waiting.Should().Contain(wait => !wait.IsCompleted);
        await second.DisposeAsync();
        await Task.WhenAll(waiting);
    }

    private static async Task<NpgsqlConnection> HoldAsync(TestDatabase database)
    {
        var connection = await database.ConnectAsync();
        await using var command = new NpgsqlCommand("begin; lock table mt_doc_user_config_entry in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static Task LocksWaitedForAsync(TestDatabase database, int count) => Eventually.HoldsAsync(
        async () => await database.AskAsync<long>($"select count(*) from {TestDatabase.Locks} l where not granted and relation = 'mt_doc_user_config_entry'::regclass") == count,
        "they wait for the table");
}
