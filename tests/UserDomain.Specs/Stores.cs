using UserDomain.ApiKeys;
using UserDomain.Audit;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Listing;
using UserDomain.Model;
using UserDomain.RestKeys;
using UserDomain.SignIn;

namespace UserDomain.Specs;

/// <summary>All ports of one adapter, open on one database: what a contract is checked on.</summary>
public sealed record Stores(IEventStore Events, IViews Views, IIds Ids, IVerifiers Verifiers, IEmailCodes EmailCodes, ISessions Sessions,
    ITwoFactorSecrets TwoFactorSecrets)
    : IAsyncDisposable
{
    public required IResetCodes ResetCodes { get; init; }

    public required ISnapshots Snapshots { get; init; }

    public required IStrangers Strangers { get; init; }

    public required IKeptAnswers Answers { get; init; }

    /// <summary>Opens the same database once more, as another host does: nothing but the database is shared.</summary>
    public required Func<Task<Stores>> OpenAnotherAsync { get; init; }

    public required IApiKeys ApiKeys { get; init; }

    public required IRestKeys RestKeys { get; init; }

    public required IUserDirectory Directory { get; init; }

    public required IUserActivities Activities { get; init; }

    /// <summary>Waits until the views that follow from behind show all that was appended.</summary>
    public Func<Task> CatchUpAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>Closes what was opened.</summary>
    public Func<ValueTask> CloseAsync { get; init; } = () => ValueTask.CompletedTask;

    /// <summary>The in-memory store; it keeps nothing outside its database, so that another host is itself.</summary>
    public static Stores InMemory(InMemoryStore store) =>
        new(store, store, store, store, store, store, store)
        {
            ApiKeys = store,
            RestKeys = store,
            ResetCodes = store,
            Snapshots = store.Snapshots,
            Strangers = store.Strangers,
            Answers = store.Answers,
            Directory = new InMemoryListings(store),
            Activities = new InMemoryListings(store),
            OpenAnotherAsync = () => Task.FromResult(InMemory(store)),
        };

    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>A user of this name whom nothing has happened to but his creation.</summary>
    public Task<UserState> CreateAsync(string userName) => CreateAsync(Examples.CreatedAs(userName, $"{userName}@example.org"));

    public async Task<UserState> CreateAsync(UserCreated created) => await AppendAsync(await NewAsync(), created);

    /// <summary>A user who does not exist yet, under an id of his own.</summary>
    public async Task<UserState> NewAsync() => UserState.None(await Ids.NextUserAsync(default));

    /// <summary>Appends to the user; his state after it.</summary>
    public async Task<UserState> AppendAsync(UserState state, params IReadOnlyList<UserEvent> events)
    {
        await Events.AppendAsync(state.With(events), default);
        return state.After(events);
    }

    /// <summary>Appends with something beside the events; the state after it.</summary>
    public async Task<UserState> AppendAsync(UserState state, UserEvent happened, params IReadOnlyList<Companion> companions)
    {
        await Events.AppendAsync(state.With(happened) with { Companions = companions }, default);
        return state.After(happened);
    }

    /// <summary>The user as all that is stored of him comes to.</summary>
    public async Task<UserState> FoldAsync(UserState user) =>
        (await ReadAsync(user.Stream)).Aggregate(UserState.None(user.UserId), (state, recorded) => state.Apply(recorded));

    public ValueTask AppendAsync(Append append) => Events.AppendAsync(append, default);

    public ValueTask<IReadOnlyList<Recorded>> ReadAsync(StreamId stream) => Events.ReadAsync(stream, default);

    /// <summary>All events after a place, read to the end.</summary>
    public async Task<IReadOnlyList<Sequenced>> ReadAllAsync(long after = 0)
    {
        var all = new List<Sequenced>();
        await foreach (var one in Events.ReadAllAsync(after, default))
            all.Add(one);
        return all;
    }
}
