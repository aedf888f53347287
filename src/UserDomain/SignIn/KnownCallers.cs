using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>
/// Who calls, as a rule without asking the store. What was read of a caller counts for calls that come in until <see cref="Longest"/> after the read was
/// sent: what another host, or anybody in the database, takes from him is honoured for no call that comes in more than a second later. What
/// this host does itself counts once it is answered. Who was found to be nobody is asked for each time.
/// </summary>
/// <remarks>Whatever has to be exact asks <see cref="ISessions"/>. Keys are not kept: one that is gone is dead at once everywhere (wire contract, 9.1).</remarks>
public sealed class KnownCallers(ISessions sessions, CallerChanges changes, TimeProvider clock)
{
    /// <summary>By the monotonic clock, and less than the second that is promised, or what is between looking at the clock and the call would come on top.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(900);

    private readonly CallerSlots known = new();
    private readonly Dictionary<CallerKey, Reading> underWay = [];
    private readonly Lock gate = new();

    /// <summary>Whose session it is, by its token.</summary>
    public ValueTask<Caller?> FindAsync(Secret token, string? address, CancellationToken cancellationToken) =>
        FindAsync(CallerKey.Of(token, address), cancellationToken);

    /// <inheritdoc cref="ISessions.EndAsync"/>
    public async ValueTask EndAsync(SessionKey session, CancellationToken cancellationToken)
    {
        try
        {
            await sessions.EndAsync(session, cancellationToken);
        }
        finally
        {
            changes.Changed(session);
        }
    }

    /// <inheritdoc cref="ISessions.ConfirmAsync"/>
    public async ValueTask ConfirmAsync(SessionKey session, CancellationToken cancellationToken)
    {
        try
        {
            await sessions.ConfirmAsync(session, cancellationToken);
        }
        finally
        {
            changes.Changed(session);
        }
    }

    private ValueTask<Caller?> FindAsync(in CallerKey key, CancellationToken cancellationToken) =>
        known.Find(key) is { } found && IsRecent(found.ReadAt) && !found.HasChangedBy(changes) ? new(found.Caller) : new(ReadAsync(key, cancellationToken));

    /// <summary>Calls that come in meanwhile share a read. Who came in after a change reads for himself, and so does who would be told that he is nobody.</summary>
    private async Task<Caller?> ReadAsync(CallerKey key, CancellationToken cancellationToken)
    {
        var reading = Enter(key, alone: false, out var isOwn);
        if (!isOwn)
        {
            if (await reading.Found.WaitAsync(cancellationToken) is { } shared && !shared.HasChangedBy(changes))
                return shared.Caller;
            reading = Enter(key, alone: true, out _);
        }

        _ = RunAsync(key, reading);
        return (await reading.Found.WaitAsync(cancellationToken))?.Caller;
    }

    private Reading Enter(in CallerKey key, bool alone, out bool isOwn)
    {
        lock (gate)
        {
            isOwn = alone || !underWay.TryGetValue(key, out var begun) || !IsRecent(begun.At);
            return isOwn ? underWay[key] = new(clock.GetTimestamp(), changes.Last) : underWay[key];
        }
    }

    /// <summary>It goes on when whoever began it has left: others may wait for it.</summary>
    private async Task RunAsync(CallerKey key, Reading reading)
    {
        try
        {
            var caller = await sessions.FindAsync(key.Session, key.Address, default);
            var found = caller is null ? null : new KnownCaller(key, caller, reading.At, reading.Since);
            if (found is not null)
                known.Keep(found);
            Leave(key, reading);
            reading.End(found);
        }
        catch (Exception wrong)
        {
            Leave(key, reading);
            reading.Fail(wrong);
        }
    }

    private void Leave(CallerKey key, Reading reading)
    {
        lock (gate)
        {
            if (underWay.GetValueOrDefault(key) == reading)
                underWay.Remove(key);
        }
    }

    private bool IsRecent(long readAt) => clock.GetElapsedTime(readAt) < Longest;

    /// <summary>A read under way.</summary>
    private sealed class Reading(long at, long since)
    {
        private readonly TaskCompletionSource<KnownCaller?> source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long At => at;

        public long Since => since;

        public Task<KnownCaller?> Found => source.Task;

        public void End(KnownCaller? found) => source.TrySetResult(found);

        public void Fail(Exception wrong) => source.TrySetException(wrong);
    }
}
