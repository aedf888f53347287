using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.EventSourcing;

/// <summary>
/// The way of one command to a user and back: load, decide, append. It remembers whether a kept state was used that no append has
/// confirmed, so that nothing else is answered from one.
/// </summary>
public sealed class UserRepository(IEventStore store, UserStates states, CallerChanges changes, CallContext context, TimeProvider clock)
{
    /// <summary>Whom the call has seen, and as what where that was a kept state.</summary>
    private readonly List<(UserId UserId, UserState? Unconfirmed)> used = new(1); // most calls see one

    /// <summary>The user as last known here, or as the store has him. One who does not exist is at version 0.</summary>
    /// <param name="keys">Of his configuration, that are needed of him.</param>
    public async ValueTask<UserState> LoadAsync(UserId userId, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var kept = states.Find(userId);
        if (kept is not null || PlaceOf(userId) < 0)
            Use(userId, kept);
        return kept ?? await states.LoadAsync(userId, keys, cancellationToken);
    }

    /// <summary>The user at the version that he was seen at.</summary>
    /// <exception cref="ConcurrentChangeException">He is no longer at that version.</exception>
    public async ValueTask<UserState> LoadAtAsync(Seen user, CancellationToken cancellationToken)
    {
        var state = await LoadAsync(new UserId(user.Info.UserId), [], cancellationToken);
        return state.Version == user.Version ? state : throw new ConcurrentChangeException(state.Stream, user.Version, state.Version);
    }

    /// <summary>Decides on the state and appends what was decided, with what belongs to it; nothing decided writes nothing.</summary>
    /// <param name="beside">What goes with the decided events, and what they rest on.</param>
    /// <returns>The state after it.</returns>
    /// <exception cref="ConcurrentChangeException">The user is no longer at the version of the state.</exception>
    public async ValueTask<UserState> ChangeAsync(
        UserState state, Func<User, IReadOnlyList<UserEvent>> decide, Func<Decided, Beside> beside,
        CancellationToken cancellationToken)
    {
        (state, var decided) = await DecideAsync(state, decide, cancellationToken);
        if (decided is [])
            return state;

        var at = Latest(Now(), state.LastAt);
        var (stream, origin) = (state.Stream, context.Origin);
        var events = Record(decided, stream, state.Version, at, origin);
        var next = state;
        foreach (var recorded in events)
            next = next.Apply(recorded);

        var with = beside(new(decided, state.Info, next.Info!));
        var append = new Append(stream, state.Version, New(events), at, origin, state.ViewChanges(next, events), with.Companions) { Asserting = with.Asserting };
        await AppendAsync(state.UserId, append, with.Answer, cancellationToken);
        states.Keep(next); // now that it is durable
        Use(state.UserId, null);
        return next;
    }

    /// <inheritdoc cref="ChangeAsync(UserState, Func{User, IReadOnlyList{UserEvent}}, Func{Decided, Beside}, CancellationToken)"/>
    public ValueTask<UserState> ChangeAsync(UserState state, Func<User, IReadOnlyList<UserEvent>> decide, CancellationToken cancellationToken) =>
        ChangeAsync(state, decide, _ => Beside.Nothing, cancellationToken);

    /// <summary>
    /// Appends what was decided on a user's info alone: without his history, so that it takes as long for everybody. Only events that
    /// no view of rows shows may be recorded so. Nothing decided writes nothing.
    /// </summary>
    /// <returns>The user as he is then seen.</returns>
    /// <exception cref="ConcurrentChangeException">The user is no longer at the version that he was seen at.</exception>
    public async ValueTask<Seen> RecordAsync(Seen user, IReadOnlyList<UserEvent> decided, Beside beside, CancellationToken cancellationToken)
    {
        if (decided is [])
            return user;

        var userId = new UserId(user.Info.UserId);
        var (stream, at, origin) = (StreamId.OfUser(userId), Now(), context.Origin);
        var events = Record(decided, stream, user.Version, at, origin);
        var info = events.Aggregate(user.Info, (view, recorded) => UserInfoView.Project(view, recorded)!);

        ViewChange[] views = [new(typeof(UserInfoView), userId.ToString(), info)];
        states.Forget(userId);
        var append = new Append(stream, user.Version, New(events), at, origin, views, beside.Companions) { Asserting = beside.Asserting };
        await AppendAsync(userId, append, beside.Answer, cancellationToken);
        return new(events[^1].Version, info);
    }

    /// <summary>Records how a sign-in went beside the user's own stream, if he is still as the decision saw him.</summary>
    /// <param name="version">The version of his stream that was decided on.</param>
    /// <exception cref="ConcurrentChangeException">He is no longer at that version.</exception>
    public async ValueTask SignInAsync(SessionOpened session, Func<DateTimeOffset, UserEvent> happened, long version, CancellationToken cancellationToken)
    {
        var at = Now();
        await store.AppendAsync(
            new(StreamId.OfSignIns(session.UserId), null, [new(NewId(at), happened(at))], at, context.Origin, [], [session])
            {
                Asserting = [new(StreamId.OfUser(session.UserId), version)],
            },
            cancellationToken);
    }

    /// <summary>Whether every kept state that the call used is the user's present one.</summary>
    internal async ValueTask<bool> IsConfirmedAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, unconfirmed) in used)
        {
            if (unconfirmed is not null && await store.FindEndAsync(unconfirmed.Stream, cancellationToken) != unconfirmed.End)
                return false;
        }

        return true;
    }

    /// <summary>Forgets what the call has seen, here and in the cache: it will be read anew.</summary>
    internal void StartAgain()
    {
        foreach (var (userId, _) in used)
            states.Forget(userId);
        used.Clear();
    }

    /// <summary>Decides, after what the decision needs of a configuration that was left in a snapshot has been read: first a page, then, if that is not enough, all.</summary>
    private async ValueTask<(UserState State, IReadOnlyList<UserEvent> Decided)> DecideAsync(
        UserState state, Func<User, IReadOnlyList<UserEvent>> decide, CancellationToken cancellationToken)
    {
        var version = state.Version;
        for (var isFirst = true; ; isFirst = false)
        {
            ConfigLeftException left;
            try
            {
                return (state, decide(state.User));
            }
            catch (ConfigLeftException needed)
            {
                left = needed;
            }

            state = await states.FillAsync(state, isFirst ? [left.Key] : null, cancellationToken);
            if (state.Version != version)
                throw new ConcurrentChangeException(state.Stream, version, state.Version);
        }
    }

    private void Use(UserId userId, UserState? unconfirmed)
    {
        if (PlaceOf(userId) is >= 0 and var place)
            used[place] = (userId, unconfirmed);
        else
            used.Add((userId, unconfirmed));
    }

    private int PlaceOf(UserId userId)
    {
        var place = used.Count - 1;
        while (place >= 0 && used[place].UserId != userId)
            place--;
        return place;
    }

    /// <summary>
    /// Where the call came with a key, its answer is in the transaction: whoever sends it again after a crash gets that. Before anybody is told of it, the
    /// user as a caller counts no more as he was, also where it is unknown what came of it.
    /// </summary>
    private async ValueTask AppendAsync(UserId userId, Append append, object? answer, CancellationToken cancellationToken)
    {
        var kept = context.Keeping?.Keep(answer);
        try
        {
            await store.AppendAsync(kept is null ? append : append with { Companions = [kept, .. append.Companions] }, cancellationToken);
        }
        finally
        {
            changes.Sent(userId, append);
        }

        context.Keeping?.IsKeptAs(kept!);
    }

    private static Recorded[] Record(IReadOnlyList<UserEvent> decided, StreamId stream, long version, DateTimeOffset at, Origin origin)
    {
        var events = new Recorded[decided.Count];
        for (var i = 0; i < events.Length; i++)
            events[i] = new(stream, version + i + 1, NewId(at), at, decided[i], origin);
        return events;
    }

    private static NewEvent[] New(Recorded[] events) => Array.ConvertAll(events, recorded => new NewEvent(recorded.EventId, recorded.Event));

    /// <summary>To the microsecond, as the database keeps it: a view folded now and one rebuilt later hold the same time.</summary>
    private DateTimeOffset Now() => clock.GetUtcNow() is var now ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)) : default;

    private static Guid NewId(DateTimeOffset at) => Guid.CreateVersion7(at);

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
