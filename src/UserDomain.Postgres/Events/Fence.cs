using Npgsql;

namespace UserDomain.Postgres.Events;

/// <summary>
/// Says up to which place every event that will ever exist is visible. Exact: every append has its transaction id before it draws a
/// place, so one with a place up to S has an id below one that is drawn after S was read; once none of those runs, S is reached.
/// </summary>
internal sealed class Fence(Database database, Reconnecting reconnecting, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);

    /// <summary>A transaction may run for minutes; whoever waits for it does not ask five hundred times a second.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    // Each stands alone and commits by itself: read together, the id could be older than the place.
    private const string LastPlace = "select case when is_called then last_value else 0 end from mt_events_sequence";
    private const string FreshId = "select pg_current_xact_id()::text::bigint";

    private const string NoneRunsBefore = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= $1";

    // A stranger's long transaction in another database holds the first way; here only this database's count. Activity first, prepared
    // second: a transaction that is prepared in between is seen by the second. Ids have 32 bits there, so they are compared by age.
    private const string NoneActiveHere = "select userdomain.none_active_before($1)";

    private const string NonePreparedHere = """
        select not exists (select from pg_prepared_xacts where database = current_database() and age(transaction) > age(($1 & 4294967295)::text::xid))
        """;

    /// <summary>Waits until all up to the last place that was drawn is settled. Where nothing was drawn after <paramref name="after"/>, it answers at once and uses nothing up.</summary>
    public Task<long> ReachedAsync(long after, CancellationToken cancellationToken) => reconnecting.RunAsync(async token =>
    {
        await using var connection = await database.Source.OpenConnectionAsync(token);
        var last = await AskAsync<long>(connection, LastPlace, token);
        if (last <= after)
            return last;

        var fresh = await AskAsync<long>(connection, FreshId, token);
        for (var pause = FirstPause; !await IsSettledAsync(connection, fresh, token); pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            await Task.Delay(pause, clock, token);
        return last;
    }, cancellationToken);

    private static async Task<bool> IsSettledAsync(NpgsqlConnection connection, long fresh, CancellationToken cancellationToken)
    {
        if (await AskAsync<bool>(connection, NoneRunsBefore, cancellationToken, P((long?)fresh)))
            return true;
        return await AskAsync<bool>(connection, NoneActiveHere, cancellationToken, P((long?)fresh))
            && await AskAsync<bool>(connection, NonePreparedHere, cancellationToken, P((long?)fresh));
    }

    private static async Task<T> AskAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
