using Npgsql;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>What came of it, and how long writers were held up at most.</summary>
internal sealed record Settled(ViewDifferences? Differences, TimeSpan HeldUp);

/// <summary>
/// Brings a table made anew to the very place of the one served, in a moment in which nobody writes, and puts it in its place. Whoever is
/// in the way for long makes it try again: nobody waits behind it for longer than half a second.
/// </summary>
internal sealed class SwitchOver(RebuildSession session, NextTable next, CatchUp made, Differences? differences, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // The server's own vacuum gives way only to who waits for a second.
    private static readonly int[] LockTimeouts = [500, 500, 500, 1_200];

    private const string Note = """
        insert into userdomain.view_tables (name, schema, last_seq_id) values ($1, $2, $3)
        on conflict (name, schema) do update set last_seq_id = excluded.last_seq_id, made_at = now()
        """;

    private const string Forget = "delete from userdomain.view_tables where name = $1 and schema = $2";

    private readonly ViewGate gate = new(session);

    /// <param name="limit">How many differences are given with what they hold.</param>
    /// <param name="exchange">Puts it in place, in the same moment; none where only the differences are asked for.</param>
    /// <exception cref="JobException">Somebody was in the way all the time.</exception>
    public async Task<Settled> RunAsync(int limit, Func<long, CancellationToken, Task>? exchange, CancellationToken cancellationToken)
    {
        var (started, heldUp) = (clock.GetTimestamp(), TimeSpan.Zero);
        for (var attempt = 0; ; attempt++)
        {
            await made.NearlyAsync(cancellationToken);
            await gate.WaitForAsync(made.Place, clock, cancellationToken);
            if (differences is not null)
                await differences.NarrowAsync(cancellationToken);
            var (before, began) = (made.Place, clock.GetTimestamp());
            try
            {
                var timeout = LockTimeouts[attempt % LockTimeouts.Length];
                var report = await session.AtomicallyAsync(() => TryAsync(timeout, limit, exchange, cancellationToken), cancellationToken);
                return new(report, Longer(heldUp, clock.GetElapsedTime(began)));
            }
            catch (PostgresException busy) when (IsPassing(busy))
            {
                made.BackTo(before);
                heldUp = Longer(heldUp, clock.GetElapsedTime(began));
                if (clock.GetElapsedTime(started) > Patience)
                    throw new JobException($"Something holds {session.Served.Name} or the events for longer than a moment, so {session.Name} was not switched. 'projections switch {session.Name}' tries again.", busy);
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    /// <summary>Puts the table in the place of the one served, which is kept for a way back.</summary>
    public async Task ServeNextAsync(long place, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"drop table if exists {session.Previous.Name}", cancellationToken);
        await MoveAsync(session.Served, RebuildSession.PreviousSchema, cancellationToken);
        await MoveAsync(session.Next, session.Served.Schema, cancellationToken);
        await session.ExecuteAsync(Forget, cancellationToken, P(session.Name), P(RebuildSession.NextSchema));
        await session.ExecuteAsync(Note, cancellationToken, P(session.Name), P(RebuildSession.PreviousSchema), P((long?)place));
    }

    /// <summary>Exchanges the table served with the one before it.</summary>
    public async Task ServePreviousAsync(long place, CancellationToken cancellationToken)
    {
        const string between = "userdomain";
        await MoveAsync(session.Served, between, cancellationToken);
        await MoveAsync(session.Previous, session.Served.Schema, cancellationToken);
        await MoveAsync(session.Served.In(between), RebuildSession.PreviousSchema, cancellationToken);
        await session.ExecuteAsync(Note, cancellationToken, P(session.Name), P(RebuildSession.PreviousSchema), P((long?)place));
    }

    private async Task<ViewDifferences?> TryAsync(int timeout, int limit, Func<long, CancellationToken, Task>? exchange, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"set local lock_timeout = {timeout}", cancellationToken);
        var place = await gate.CloseAsync(cancellationToken);
        if (place > made.Place)
            await made.ExactlyAsync(place, cancellationToken);
        var report = differences is null ? null : await ReportAsync(differences, place, limit, cancellationToken);
        if (exchange is not null)
        {
            await next.MustStillBeShapedAsServedAsync(made.Table, cancellationToken);
            await exchange(place, cancellationToken);
            await gate.MoveAsync(made.Place, cancellationToken);
        }

        return report;
    }

    /// <summary>Where the table served is behind, what it has yet to be given is no difference.</summary>
    private async Task<ViewDifferences> ReportAsync(Differences differences, long place, int limit, CancellationToken cancellationToken)
    {
        await differences.SettleAsync(cancellationToken);
        if (place < made.Place)
            differences.Excuse(await made.FoldedSinceAsync(place, cancellationToken));
        return await differences.ReportAsync(limit, cancellationToken);
    }

    private Task MoveAsync(ViewTable table, string schema, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"alter table {table.Name} set schema {schema}", cancellationToken);

    private static bool IsPassing(PostgresException wrong) =>
        wrong.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
