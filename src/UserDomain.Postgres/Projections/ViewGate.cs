using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// Holds up whoever writes to a view, within a transaction, and says up to which place the view then stands.
/// <para>
/// One that is written with the events: every append writes to the streams' table before it draws a place, so while that is locked none is
/// under way, and all places that were drawn are settled. One that follows from behind: its worker's transactions begin with its checkpoint.
/// </para>
/// </summary>
internal sealed class ViewGate(RebuildSession session)
{
    private const string LockAppends = "lock table public.mt_streams in share row exclusive mode";
    private const string LastPlace = "select case when is_called then last_value else 0 end from public.mt_events_sequence";

    private const string EnsureCheckpoint = "insert into public.mt_event_progression (name, last_seq_id) values ($1, 0) on conflict do nothing";
    private const string LockCheckpoint = "select last_seq_id from public.mt_event_progression where name = $1 for update";
    private const string SelectCheckpoint = "select coalesce(max(last_seq_id), 0) from public.mt_event_progression where name = $1";
    private const string MoveCheckpoint = "update public.mt_event_progression set last_seq_id = $2, last_updated = transaction_timestamp() where name = $1";
    private const string Unstop = "delete from userdomain.view_stops where name = $1 and seq_id <= $2";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private bool IsInline => session.Projection.Timing == Timing.Inline;

    public async Task<long> CloseAsync(CancellationToken cancellationToken)
    {
        if (IsInline)
        {
            await session.ExecuteAsync(LockAppends, cancellationToken);
            return await session.AskAsync<long>(LastPlace, cancellationToken);
        }

        await session.ExecuteAsync(EnsureCheckpoint, cancellationToken, P(session.Name));
        return await session.AskAsync<long>(LockCheckpoint, cancellationToken, P(session.Name));
    }

    /// <summary>The view stands at this place from now on; what stopped it before that stops it no longer.</summary>
    public async Task MoveAsync(long place, CancellationToken cancellationToken)
    {
        if (IsInline)
            return;
        await session.ExecuteAsync(MoveCheckpoint, cancellationToken, P(session.Name), P((long?)place));
        await session.ExecuteAsync(Unstop, cancellationToken, P(session.Name), P((long?)place));
    }

    /// <summary>How far the view stands behind a place; one that is written with the events never does.</summary>
    public async Task<long> BehindAsync(long place, CancellationToken cancellationToken) =>
        IsInline ? 0 : Math.Max(0, place - await session.AskAsync<long>(SelectCheckpoint, cancellationToken, P(session.Name)));

    /// <summary>Lets a worker that is under way come to a place; one that does not move for a second is not waited for.</summary>
    public async Task WaitForAsync(long place, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (since, last) = (clock.GetTimestamp(), long.MaxValue);
        while (await BehindAsync(place, cancellationToken) is > 0 and var behind && clock.GetElapsedTime(since) < Patience)
        {
            (since, last) = behind < last ? (clock.GetTimestamp(), behind) : (since, last);
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
