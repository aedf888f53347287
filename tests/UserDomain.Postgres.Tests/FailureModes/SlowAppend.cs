using Npgsql;

namespace UserDomain.Postgres.Tests.FailureModes;

/// <summary>An append whose steps a test takes one by one: it has its transaction's id, draws its place when told, and ends when told.</summary>
internal sealed class SlowAppend : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly string stream;

    private SlowAppend(NpgsqlConnection connection, string stream) => (this.connection, this.stream) = (connection, stream);

    public static async Task<SlowAppend> BeginAsync(TestDatabase database, string stream, bool drawPlace = true)
    {
        var append = new SlowAppend(await database.ConnectAsync(), stream);
        await append.RunAsync("begin");
        await append.RunAsync($"select userdomain.open_append('{stream}', 'user', 0, 1, now())");
        if (drawPlace)
            await append.DrawPlaceAsync();
        return append;
    }

    public Task DrawPlaceAsync() => RunAsync($$"""
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers)
        values (nextval('mt_events_sequence'), gen_random_uuid(), '{{stream}}', 1, '{}', 'user_unlocked', now(), '{"Call":"UnLockUser","Transport":"http"}')
        """);

    /// <summary>Lets a random number of other sessions' statements go first.</summary>
    public async Task DawdleAsync(Random random)
    {
        for (var i = random.Next(6); i > 0; i--)
            await RunAsync("select 1");
    }

    public Task CommitAsync() => RunAsync("commit");

    public Task RollBackAsync() => RunAsync("rollback");

    public Task PrepareAsync(string name) => RunAsync($"prepare transaction '{name}'");

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
