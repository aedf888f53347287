using Npgsql;
using UserDomain.Specs;

namespace UserDomain.Host.Tests;

/// <summary>Users whose streams are locked in the database: what changes them waits.</summary>
internal sealed class HeldUser : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly Sql database;

    private HeldUser(NpgsqlConnection connection, NpgsqlTransaction transaction, Sql database) =>
        (this.connection, this.transaction, this.database) = (connection, transaction, database);

    public static async Task<HeldUser> HoldAsync(Sql database, params long[] users)
    {
        var opened = await database.OpenAsync();
        var begun = await opened.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("select from mt_streams where id = any($1) for update", opened, begun);
        hold.Parameters.Add(new() { Value = users.Select(user => $"user-{user}").ToArray() });
        await hold.ExecuteNonQueryAsync();
        return new(opened, begun, database);
    }

    /// <summary>Comes back when somebody waits in the database.</summary>
    public Task IsWaitedForAsync() => Eventually.HoldsAsync(
        async () => await database.AskAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0,
        "a change waits");

    public async Task LetGoAsync() => await transaction.RollbackAsync();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
