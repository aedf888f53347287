using MediatR;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;

namespace UserDomain.Specs;

/// <summary>A venue to make calls on: users, a clock, and two hosts on one store. Given users, when one sends a call, then that is the answer.</summary>
public sealed class CallSpec : IDisposable
{
    public CallSpec() : this(new VenueSettings()) { }

    public CallSpec(VenueSettings venue)
    {
        Store = new(Clock);
        Here = new(Store, Clock, venue);
        There = new(Store, Clock, venue);
    }

    /// <summary>Somebody at the server itself.</summary>
    public static Caller TheServer { get; } = Caller.AtTheServer("root");

    public FakeClock Clock { get; } = new();

    public InMemoryStore Store { get; }

    /// <summary>The host that calls go to unless it is said otherwise.</summary>
    public CallHost Here { get; }

    /// <summary>Another host of the venue.</summary>
    public CallHost There { get; }

    /// <summary>A verified user of this name in account 10 of OMS 1, and what has happened to him since.</summary>
    public Task<UserId> GivenAsync(string userName, params IReadOnlyList<UserEvent> since) =>
        GivenAsync(Examples.CreatedAs(userName, $"{userName}@example.org"), since);

    public async Task<UserId> GivenAsync(UserCreated created, params IReadOnlyList<UserEvent> since)
    {
        var nobody = UserState.None(await Store.NextUserAsync(default));
        await Store.AppendAsync(nobody.With([created, .. since]), default);
        return nobody.UserId;
    }

    /// <summary>Something that happened to the user elsewhere, behind the backs of both hosts.</summary>
    public async Task HappenedAsync(UserId userId, params IReadOnlyList<UserEvent> events) =>
        await Store.AppendAsync((await StateAsync(userId)).With(events), default);

    public Sending<TAnswer> When<TAnswer>(UserId caller, IRequest<TAnswer> call) => new(Here, () => CallerAsync(caller), call);

    public Sending<TAnswer> When<TAnswer>(Caller caller, IRequest<TAnswer> call) => new(Here, () => Task.FromResult(caller), call);

    /// <summary>The user as a caller, with what is true of him now.</summary>
    public async Task<Caller> CallerAsync(UserId userId)
    {
        var seen = (await Store.FindAsync(userId, default))!;
        return Caller.Of(seen.Info, seen.Version, new("session"));
    }

    /// <summary>Opens a session of the user's; its token.</summary>
    public async Task<Secret> SignInAsync(UserId userId, string? apiKey = null)
    {
        var (state, token) = (await StateAsync(userId), Tokens.New());
        await Store.AppendAsync(Appends.SignIn(state, new SessionOpened(userId, Tokens.KeyOf(token), null, "spec") { ApiKey = apiKey }), default);
        return token;
    }

    public async Task<UserInfoView> InfoAsync(UserId userId) => (await Store.FindAsync(userId, default))!.Info;

    public async Task<UserId> IdOfAsync(string userName) => (await Store.FindUserIdAsync(TextKey.Of(userName), default))!.Value;

    /// <summary>What has happened to the user, from a version on.</summary>
    public async Task<IEnumerable<UserEvent>> HistoryAsync(UserId userId, long after = 0) =>
        (await Store.ReadAsync(StreamId.OfUser(userId), default)).Where(recorded => recorded.Version > after).Select(recorded => recorded.Event);

    public ValueTask<long> VersionAsync(UserId userId) => Store.FindVersionAsync(StreamId.OfUser(userId), default);

    public void Dispose()
    {
        Here.Dispose();
        There.Dispose();
    }

    public async Task<UserState> StateAsync(UserId userId) =>
        (await Store.ReadAsync(StreamId.OfUser(userId), default)).Aggregate(UserState.None(userId), (state, recorded) => state.Apply(recorded));
}
