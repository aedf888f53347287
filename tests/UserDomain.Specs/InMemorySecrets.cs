using System.Diagnostics;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Specs;

/// <summary>What the in-memory store keeps apart from events and views. Its store holds the lock.</summary>
internal sealed class InMemorySecrets(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan LifetimeOfPending = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LifetimeOfDisabling = TimeSpan.FromMinutes(10);

    private readonly Dictionary<UserId, Secret> verifiers = [];
    private readonly Dictionary<UserId, Secret> codes = [];
    private readonly Dictionary<UserId, ResetCodeSet> resetCodes = [];
    private readonly Dictionary<UserId, TwoFactorSecret> twoFactorSecrets = [];
    private readonly Dictionary<string, ApiKeySecretSet> apiKeySecrets = [];
    private readonly Dictionary<UserId, RestKey> restKeys = [];
    private readonly HashSet<(string ApiKey, string Nonce)> nonces = [];
    private readonly List<Letter> letters = [];
    private readonly Dictionary<SessionKey, (SessionOpened Session, DateTimeOffset LastSeen)> sessions = [];
    private readonly Dictionary<SessionKey, DateTimeOffset> disabling = [];

    /// <summary>Every letter that was queued.</summary>
    public IReadOnlyList<Letter> Letters => [.. letters];

    public Secret? FindVerifier(UserId userId) => verifiers.GetValueOrDefault(userId);

    public Secret? FindCode(UserId userId) => codes.GetValueOrDefault(userId);

    public ResetCodeSet? FindResetCode(UserId userId) => resetCodes.GetValueOrDefault(userId);

    public Secret? FindTwoFactorSecret(UserId userId) =>
        twoFactorSecrets.GetValueOrDefault(userId) is { WrongCodes: < ITwoFactorSecrets.WrongCodesToVoid } kept ? kept.Secret : null;

    public bool UseStep(UserId userId, long step, string use)
    {
        if (twoFactorSecrets.GetValueOrDefault(userId) is not { } kept || step < kept.LastStep || (step == kept.LastStep && use != kept.LastUse))
            return false;
        twoFactorSecrets[userId] = kept with { LastStep = step, LastUse = use };
        return true;
    }

    public void CountWrong(UserId userId)
    {
        if (twoFactorSecrets.GetValueOrDefault(userId) is { LastStep: 0 } kept)
            twoFactorSecrets[userId] = kept with { WrongCodes = kept.WrongCodes + 1 };
    }

    public ApiKeySecretSet? FindApiKeySecret(string apiKey) => apiKeySecrets.GetValueOrDefault(apiKey);

    public UserId? FindRestKeysUser(RestKey key) => restKeys.Where(kept => kept.Value == key).Select(kept => (UserId?)kept.Key).SingleOrDefault();

    /// <summary>Takes the nonce for good: nothing is swept here.</summary>
    public bool TakeNonce(string apiKey, string nonce) => nonces.Add((apiKey, nonce));

    /// <summary>The session; being looked for counts as activity.</summary>
    public SessionOpened? FindSession(SessionKey session)
    {
        if (LookAtSession(session) is not { } found)
            return null;
        sessions[session] = (found, clock.GetUtcNow());
        return found;
    }

    /// <summary>The session, which is no more active for it.</summary>
    public SessionOpened? LookAtSession(SessionKey session) =>
        sessions.TryGetValue(session, out var found) && clock.GetUtcNow() - found.LastSeen < Lifetime ? found.Session : null;

    public SessionOpened? FindPending(SessionKey session) =>
        sessions.TryGetValue(session, out var found) && found.Session.Kind == SessionKind.Pending && clock.GetUtcNow() - found.LastSeen < LifetimeOfPending
            ? found.Session
            : null;

    public bool IsPending(SessionKey session) => sessions.TryGetValue(session, out var found) && found.Session.Kind == SessionKind.Pending;

    public void EndSession(SessionKey session) => sessions.Remove(session);

    public void Confirm(SessionKey session)
    {
        disabling.Remove(session);
        if (sessions.TryGetValue(session, out var found) && found.Session.Kind != SessionKind.Pending)
            sessions[session] = (found.Session with { Kind = SessionKind.Open, SecondFactorConfirmed = true }, found.LastSeen);
    }

    public void BeginDisabling(SessionKey session) => disabling[session] = clock.GetUtcNow();

    public bool IsDisabling(SessionKey session) => disabling.TryGetValue(session, out var since) && clock.GetUtcNow() - since < LifetimeOfDisabling;

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
            case ResetCodeSet set:
                resetCodes[set.UserId] = set;
                break;
            case ResetCodeCleared cleared:
                resetCodes.Remove(cleared.UserId);
                break;
            case TwoFactorSecretSet set:
                twoFactorSecrets[set.UserId] = new(set.TwoFactorSecret);
                break;
            case TwoFactorSecretCleared cleared:
                twoFactorSecrets.Remove(cleared.UserId);
                Unconfirm(cleared.UserId);
                break;
            case ApiKeySecretSet set:
                apiKeySecrets[set.ApiKey] = set;
                break;
            case ApiKeySecretCleared cleared:
                apiKeySecrets.Remove(cleared.ApiKey);
                EndSessions(session => session.ApiKey == cleared.ApiKey);
                break;
            case RestKeySet set:
                restKeys[set.UserId] = set.Key;
                break;
            case RestKeyCleared cleared:
                restKeys.Remove(cleared.UserId);
                break;
            case MailQueued queued:
                letters.Add(queued.Letter);
                break;
            case SessionOpened opened:
                if (opened.InPlaceOf is { } pending)
                    sessions.Remove(pending);
                sessions[opened.Session] = (opened, clock.GetUtcNow());
                break;
            case SessionsEnded ended:
                EndSessions(session => session.UserId == ended.UserId && session.Session != ended.Except && !(ended.SparesConfirmed && session.SecondFactorConfirmed));
                break;
            case SessionConfirmed confirmed:
                Confirm(confirmed.Session);
                break;
            default:
                throw new UnreachableException($"The in-memory store has no place for {companion.GetType().Name}.");
        }
    }

    private void Unconfirm(UserId userId)
    {
        foreach (var (key, found) in sessions.Where(session => session.Value.Session.UserId == userId).ToArray())
        {
            disabling.Remove(key);
            sessions[key] = (found.Session with { SecondFactorConfirmed = false }, found.LastSeen);
        }
    }

    private void EndSessions(Func<SessionOpened, bool> over)
    {
        foreach (var session in sessions.Values.Where(session => over(session.Session)).ToArray())
            sessions.Remove(session.Session.Session);
    }

    private sealed record TwoFactorSecret(Secret Secret)
    {
        public long LastStep { get; init; }
        public string? LastUse { get; init; }
        public int WrongCodes { get; init; }
    }
}
