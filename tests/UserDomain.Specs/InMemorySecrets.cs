using System.Diagnostics;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>What the in-memory store keeps apart from events and views. Its store holds the lock.</summary>
internal sealed class InMemorySecrets(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Dictionary<UserId, Secret> verifiers = [];
    private readonly Dictionary<UserId, Secret> codes = [];
    private readonly Dictionary<SessionKey, (UserId UserId, DateTimeOffset LastSeen)> sessions = [];

    public Secret? FindVerifier(UserId userId) => verifiers.GetValueOrDefault(userId);

    public Secret? FindCode(UserId userId) => codes.GetValueOrDefault(userId);

    /// <summary>Whose session it is; being looked for counts as activity.</summary>
    public UserId? FindSession(SessionKey session)
    {
        var now = clock.GetUtcNow();
        if (!sessions.TryGetValue(session, out var found) || now - found.LastSeen >= Lifetime)
            return null;
        sessions[session] = (found.UserId, now);
        return found.UserId;
    }

    public void EndSession(SessionKey session) => sessions.Remove(session);

    public void Apply(IEnumerable<Companion> companions)
    {
        foreach (var companion in companions)
            Apply(companion);
    }

    private void Apply(Companion companion)
    {
        switch (companion)
        {
            case VerifierSet set:
                verifiers[set.UserId] = set.Verifier;
                break;
            case EmailCodeSet set:
                codes[set.UserId] = set.Code;
                break;
            case EmailCodeCleared cleared:
                codes.Remove(cleared.UserId);
                break;
            case SessionOpened opened:
                sessions[opened.Session] = (opened.UserId, clock.GetUtcNow());
                break;
            case SessionsEnded ended:
                EndSessions(ended);
                break;
            default:
                throw new UnreachableException($"The in-memory store has no place for {companion.GetType().Name}.");
        }
    }

    private void EndSessions(SessionsEnded ended)
    {
        foreach (var session in sessions.Where(session => session.Value.UserId == ended.UserId && session.Key != ended.Except).ToArray())
            sessions.Remove(session.Key);
    }
}
