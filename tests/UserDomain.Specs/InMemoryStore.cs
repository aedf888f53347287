using System.Runtime.CompilerServices;
using System.Text.Json;
using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.RestKeys;
using UserDomain.SignIn;

namespace UserDomain.Specs;

/// <summary>Every port, kept in memory behind one lock. Events and documents are kept as JSON, so that what cannot be read back shows.</summary>
public sealed class InMemoryStore : IEventStore, IViews, IIds, IVerifiers, IEmailCodes, IResetCodes, ISessions, IApiKeys, IRestKeys, ITwoFactorSecrets
{
    private readonly Lock gate = new();
    private readonly List<StoredEvent> events = [];
    private readonly Dictionary<StreamId, List<StoredEvent>> streams = [];
    private readonly InMemoryViews views = new();
    private readonly InMemorySecrets secrets;
    private readonly HashSet<long> accounts = [];
    private long lastUserId = UserId.FirstOperator.Value;
    private long lastAccountId;
    private int usersSeen;

    public InMemoryStore() : this(TimeProvider.System) { }

    public InMemoryStore(TimeProvider clock)
    {
        (secrets, Answers) = (new(clock), new(clock));
        (Strangers, Snapshots) = (new(clock, Answers), new(this));
    }

    public InMemoryStrangers Strangers { get; }

    public InMemoryKeptAnswers Answers { get; }

    public InMemorySnapshots Snapshots { get; }

    public InMemoryViewStops ViewStops { get; } = new();

    /// <summary>How often the views of a user were read.</summary>
    public int UsersSeen => usersSeen;

    /// <summary>Every letter that was queued with events.</summary>
    public IReadOnlyList<Letter> Letters
    {
        get
        {
            lock (gate)
                return secrets.Letters;
        }
    }

    /// <summary>Everything that queries or replays could ever show, as it is stored: for tests that look for what must not be there.</summary>
    public IReadOnlyList<string> Everything
    {
        get
        {
            lock (gate)
                return [.. events.Select(stored => $"{stored.Name} {stored.Json} {stored.Recorded.Origin}"), .. views.All];
        }
    }

    public ValueTask<IReadOnlyList<Recorded>> ReadAsync(StreamId stream, CancellationToken cancellationToken)
    {
        lock (gate)
            return new([.. Of(stream).Select(stored => stored.Read().Recorded)]);
    }

    public async IAsyncEnumerable<Recorded> ReadPagedAsync(StreamId stream, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var recorded in (await ReadAsync(stream, cancellationToken)).Where(recorded => recorded.Version > after))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return recorded;
        }
    }

    public ValueTask<StreamEnd> FindEndAsync(StreamId stream, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(Of(stream) is [.., var last] all ? new(all.Count, last.Recorded.EventId) : StreamEnd.None);
    }

    public ValueTask AppendAsync(Append append, CancellationToken cancellationToken)
    {
        var answer = append.Companions.OfType<AnswerKept>().SingleOrDefault();
        lock (gate)
        {
            Answers.MustHaveRoomFor(answer);
            if (append.ExpectedVersion is { } expected)
                MustBeAt(append.Stream, expected);
            foreach (var other in append.Asserting)
                MustBeAt(other.Stream, other.Version);
            foreach (var opened in append.Companions.OfType<SessionOpened>())
                MustBePending(opened);
            views.MustKeepUnique(append.Views);
            Write(append with { Companions = [.. append.Companions.Where(companion => companion is not AnswerKept)] });
            Answers.Keep(answer);
        }

        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<Sequenced> ReadAllAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var stored in ReadAfter(after))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return stored.Read();
        }

        await Task.CompletedTask;
    }

    public ValueTask<Seen?> FindAsync(UserId userId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref usersSeen);
        lock (gate)
            return new(views.Info(userId) is { } info ? new Seen(Of(StreamId.OfUser(userId)).Count, info) : null);
    }

    public ValueTask<Seen<TRow>?> FindWithAsync<TRow>(UserId userId, CancellationToken cancellationToken) where TRow : class, IRowView<TRow>
    {
        Interlocked.Increment(ref usersSeen);
        lock (gate)
        {
            return new(views.Info(userId) is { } info
                ? new Seen<TRow>(Of(StreamId.OfUser(userId)).Count, info, views.Rows<TRow>(userId))
                : null);
        }
    }

    public async ValueTask<SeenConfig?> FindConfigAsync(UserId userId, CancellationToken cancellationToken) =>
        await FindWithAsync<UserConfigEntry>(userId, cancellationToken) is { } seen
            ? new(seen.Version, seen.Info, new(JsonSerializer.SerializeToUtf8Bytes(seen.Rows.SelectMany(row => new[] { row.Key, row.Value }))))
            : null;

    public ValueTask<UserId?> FindUserIdAsync(string userNameKey, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(views.FindName(userNameKey));
    }

    public ValueTask<UserId?> FindUserIdByEmailAsync(string emailKey, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(views.FindEmail(emailKey));
    }

    public ValueTask<UserId?> FindUserIdByTagAsync(string tagKey, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(views.FindTag(tagKey));
    }

    public ValueTask<IReadOnlyList<UserInfoView>> FindLockedAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return new([.. views.Documents<UserInfoView>().Where(user => user.Locked)]);
    }

    public ValueTask<long> CountAffiliatesAsync(UserId userId, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(views.Documents<UserInfoView>().Count(user => user.AffiliateId == userId.Value && userId.Value > 0 && Shows(user)));
    }

    private static bool Shows(UserInfoView user) => !user.SelfRegistered || user.EmailVerified || user.RecoveryEmail.Length > 0;

    public ValueTask<UserId> NextUserAsync(CancellationToken cancellationToken) => new(new UserId(Interlocked.Increment(ref lastUserId)));

    public ValueTask<long> NextAccountAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            do
                lastAccountId++;
            while (accounts.Contains(lastAccountId));
            return new(lastAccountId);
        }
    }

    ValueTask<Secret?> IVerifiers.FindAsync(UserId userId, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(secrets.FindVerifier(userId));
    }

    ValueTask<Secret?> IEmailCodes.FindAsync(UserId userId, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(secrets.FindCode(userId));
    }

    ValueTask<ResetCodeSet?> IResetCodes.FindAsync(UserId userId, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(secrets.FindResetCode(userId));
    }

    public ValueTask<Caller?> FindAsync(SessionKey session, string? address, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(secrets.FindSession(session) is { Kind: not SessionKind.Pending } opened
                && views.Info(opened.UserId) is { Locked: false } info
                ? Caller.Of(info, Of(StreamId.OfUser(opened.UserId)).Count, opened, KeyOf(opened)?.Permissions)
                : null);
        }
    }

    public ValueTask<UserInfoView?> FindUserAsync(SessionKey session, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(LookAt(session));
    }

    public ValueTask<IReadOnlyList<SessionKey>> FindOverAsync(IReadOnlyCollection<SessionKey> sessions, CancellationToken cancellationToken)
    {
        lock (gate)
            return new([.. sessions.Where(session => LookAt(session) is null)]);
    }

    public ValueTask EndAsync(SessionKey session, CancellationToken cancellationToken)
    {
        lock (gate)
            secrets.EndSession(session);
        return ValueTask.CompletedTask;
    }

    ValueTask<FoundApiKey?> IApiKeys.FindAsync(string apiKey, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (secrets.FindApiKeySecret(apiKey) is not { } set)
                return default;
            var key = views.Rows<UserApiKeyEntry>(set.UserId).Single(row => row.ApiKey == apiKey);
            return new(new FoundApiKey(key, set.ApiSecret, new(Of(StreamId.OfUser(set.UserId)).Count, views.Info(set.UserId)!)));
        }
    }

    ValueTask<Seen?> IRestKeys.FindAsync(RestKey key, CancellationToken cancellationToken)
    {
        lock (gate)
            return secrets.FindRestKeysUser(key) is { } userId ? FindAsync(userId, cancellationToken) : default;
    }

    public ValueTask<bool> TakeNonceAsync(string apiKey, string nonce, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(secrets.TakeNonce(apiKey, nonce));
    }

    public ValueTask<UserId?> FindPendingAsync(SessionKey session, string? address, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(secrets.FindPending(session)?.UserId);
    }

    public ValueTask ConfirmAsync(SessionKey session, CancellationToken cancellationToken)
    {
        lock (gate)
            secrets.Confirm(session);
        return ValueTask.CompletedTask;
    }

    public ValueTask BeginDisablingAsync(SessionKey session, CancellationToken cancellationToken)
    {
        lock (gate)
            secrets.BeginDisabling(session);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> IsDisablingAsync(SessionKey session, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(secrets.IsDisabling(session));
    }

    ValueTask<Secret?> ITwoFactorSecrets.FindAsync(UserId userId, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(secrets.FindTwoFactorSecret(userId));
    }

    public ValueTask<bool> UseStepAsync(UserId userId, long timeStep, string use, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(secrets.UseStep(userId, timeStep, use));
    }

    public ValueTask CountWrongAsync(UserId userId, CancellationToken cancellationToken)
    {
        lock (gate)
            secrets.CountWrong(userId);
        return ValueTask.CompletedTask;
    }

    private UserInfoView? LookAt(SessionKey session) =>
        secrets.LookAtSession(session) is { Kind: not SessionKind.Pending } opened && (opened.ApiKey is null || KeyOf(opened) is not null)
        && views.Info(opened.UserId) is { Locked: false } info
            ? info
            : null;

    private UserApiKeyEntry? KeyOf(SessionOpened session) =>
        views.Rows<UserApiKeyEntry>(session.UserId).FirstOrDefault(key => key.ApiKey == session.ApiKey);

    private void MustBePending(SessionOpened opened)
    {
        var user = StreamId.OfUser(opened.UserId);
        if (opened.InPlaceOf is { } pending && !secrets.IsPending(pending))
            throw new ConcurrentChangeException(user, Of(user).Count, Of(user).Count);
    }

    private void MustBeAt(StreamId stream, long expected)
    {
        if (Of(stream).Count != expected)
            throw new ConcurrentChangeException(stream, expected, Of(stream).Count);
    }

    private void Write(Append append)
    {
        var stream = streams.TryGetValue(append.Stream, out var known) ? known : streams[append.Stream] = [];
        var at = stream is [.., { } last] && last.Recorded.At > append.At ? last.Recorded.At : append.At;
        foreach (var added in append.Events)
        {
            var recorded = new Recorded(append.Stream, stream.Count + 1, added.Id, at, added.Event, append.Origin);
            var stored = new StoredEvent(events.Count + 1, StoredEvents.NameOf(added.Event), StoredEvents.Write(added.Event), recorded);
            stream.Add(stored);
            events.Add(stored);
            if (added.Event is UserCreated { AccountId: var first })
                accounts.Add(first);
            if (added.Event is UserAccountAdded { AccountId: var further })
                accounts.Add(further);
        }

        views.Apply(append.Stream, append.Views);
        secrets.Apply(append.Companions.Where(companion => companion is not ViewStopCleared));
        ViewStops.Apply(append.Companions);
    }

    private List<StoredEvent> Of(StreamId stream) => streams.GetValueOrDefault(stream) ?? [];

    private StoredEvent[] ReadAfter(long after)
    {
        lock (gate)
            return [.. events.Where(stored => stored.Sequence > after)];
    }

    private sealed record StoredEvent(long Sequence, string Name, string Json, Recorded Recorded)
    {
        public Sequenced Read() => new(Sequence, Recorded with { Event = StoredEvents.Read(Name, Json) });
    }
}
