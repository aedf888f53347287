using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;

namespace UserDomain.Specs;

/// <summary>One host's way to the sessions: counts how often callers are looked for, and holds what was found until a test lets it go.</summary>
public sealed class WatchedSessions(ISessions store) : ISessions
{
    private int reads;
    private Func<Task>? beforeAnswer;

    /// <summary>How often callers were looked for.</summary>
    public int Reads => reads;

    /// <summary>Does this before the next one is told of, when the store has answered; and not again.</summary>
    public void BeforeNextAnswer(Func<Task> happens) => beforeAnswer = happens;

    public async ValueTask<Caller?> FindAsync(SessionKey session, string? address, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref reads);
        var found = await store.FindAsync(session, address, cancellationToken);
        if (Interlocked.Exchange(ref beforeAnswer, null) is { } before)
            await before();
        return found;
    }

    public ValueTask<UserInfoView?> FindUserAsync(SessionKey session, CancellationToken cancellationToken) => store.FindUserAsync(session, cancellationToken);

    public ValueTask<IReadOnlyList<SessionKey>> FindOverAsync(IReadOnlyCollection<SessionKey> sessions, CancellationToken cancellationToken) =>
        store.FindOverAsync(sessions, cancellationToken);

    public ValueTask EndAsync(SessionKey session, CancellationToken cancellationToken) => store.EndAsync(session, cancellationToken);

    public ValueTask<UserId?> FindPendingAsync(SessionKey session, string? address, CancellationToken cancellationToken) =>
        store.FindPendingAsync(session, address, cancellationToken);

    public ValueTask ConfirmAsync(SessionKey session, CancellationToken cancellationToken) => store.ConfirmAsync(session, cancellationToken);

    public ValueTask BeginDisablingAsync(SessionKey session, CancellationToken cancellationToken) => store.BeginDisablingAsync(session, cancellationToken);

    public ValueTask<bool> IsDisablingAsync(SessionKey session, CancellationToken cancellationToken) => store.IsDisablingAsync(session, cancellationToken);
}
