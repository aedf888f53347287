using Npgsql;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// The one session that may write a view that follows from behind: it has the view's lock, and all that is written is written on it. Whoever
/// has lost it can write nothing any more, however late he learns of it.
/// </summary>
internal sealed class ViewSession(NpgsqlConnection connection, string view) : IAsyncDisposable
{
    /// <summary>The first half of the lock's key; any number will do, and must never change. The other half is the view's name, hashed.</summary>
    public const int LockClass = 1_913_009_215;

    /// <summary>
    /// The server gives up a session whose host is silent for 4 s, since it keeps everybody else waiting. A worker is never idle in a
    /// transaction for longer than it takes to fold a page. What a crash takes of a view is folded again, from the place that goes with it: it waits for no disk.
    /// </summary>
    private const string Options =
        "-c synchronous_commit=off -c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2 -c tcp_user_timeout=4000 -c idle_in_transaction_session_timeout=10s";

    private const string TryLock = "select pg_try_advisory_lock($1, hashtext($2))";

    private const string Begin = "insert into mt_event_progression (name, last_seq_id) values ($1, 0) on conflict (name) do nothing";

    private const string SelectProgress = """
        select coalesce(p.last_seq_id, 0), (select case when is_called then last_value else 0 end from mt_events_sequence),
               exists (select from userdomain.view_stops s where s.name = p.name)
        from mt_event_progression p where p.name = $1
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public NpgsqlConnection Connection => connection;

    /// <summary>Waits for the view's lock for as long as another session has it.</summary>
    public static async Task<ViewSession> OpenAsync(Database database, string view, TimeProvider clock, CancellationToken cancellationToken)
    {
        var session = new ViewSession(await database.OpenSessionAsync(view, Options, cancellationToken), view);
        try
        {
            while (!await session.TryLockAsync(cancellationToken))
                await Task.Delay(Pause, clock, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>How far the view is, whether there is more, and whether it is stopped.</summary>
    public async Task<ViewProgress> ProgressAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await using (var command = connection.Command(SelectProgress, P(view)))
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                if (await reader.ReadAsync(cancellationToken))
                    return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetBoolean(2));
            }

            await using var begin = connection.Command(Begin, P(view));
            await begin.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<bool> TryLockAsync(CancellationToken cancellationToken)
    {
        await using var command = connection.Command(TryLock, P(LockClass), P(view));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>Where a view stands.</summary>
/// <param name="Place">The place up to which it is folded.</param>
/// <param name="Drawn">The last place that was drawn.</param>
/// <param name="IsStopped">Whether an event stopped it.</param>
internal readonly record struct ViewProgress(long Place, long Drawn, bool IsStopped);
