using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UserDomain.ApiKeys;
using UserDomain.Audit;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Listing;
using UserDomain.Model;
using UserDomain.Projections;
using UserDomain.RestKeys;
using UserDomain.SignIn;

namespace UserDomain.Specs;

/// <summary>One host: the calls' whole pipeline, with what it keeps for itself, on a store that other hosts write to as well.</summary>
public sealed class CallHost : IDisposable
{
    private readonly ServiceProvider services;

    public CallHost(InMemoryStore store, TimeProvider clock, VenueSettings venue)
    {
        (Store, Sessions) = (new(store, store.Snapshots), new(store));
        var listings = new InMemoryListings(store);
        services = new ServiceCollection()
            .AddSingleton(clock).AddSingleton(venue with { EvenAnswersAfter = TimeSpan.Zero })
            .AddSingleton<IEventStore>(Store).AddSingleton<ISnapshots>(Store).AddSingleton<IViews>(store).AddSingleton<IIds>(store).AddSingleton<IVerifiers>(store)
            .AddSingleton<IEmailCodes>(store).AddSingleton<IResetCodes>(store).AddSingleton<ISessions>(Sessions)
            .AddSingleton<ITwoFactorSecrets>(store).AddSingleton<IStrangers>(store.Strangers).AddSingleton<IApiKeys>(store).AddSingleton<IRestKeys>(store)
            .AddSingleton<IKeptAnswers>(store.Answers).AddSingleton<IViewStops>(store.ViewStops)
            .AddSingleton<IUserDirectory>(listings).AddSingleton<IUserActivities>(listings)
            .AddSingleton<IPasswordHasher>(Hasher).AddSingleton<ILogger<ICall>>(Log)
            .AddCalls()
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public WatchedStore Store { get; }

    public WatchedSessions Sessions { get; }

    /// <summary>Who calls, as its transports ask for him.</summary>
    public KnownCallers Callers => services.GetRequiredService<KnownCallers>();

    /// <summary>Users of whom a snapshot is due; nobody writes them but a test.</summary>
    public SnapshotQueue Due => services.GetRequiredService<SnapshotQueue>();

    public FastHasher Hasher { get; } = new();

    public RecordingLog Log { get; } = new();

    /// <summary>Sends the call as a transport does: in a scope of its own, with what is around it.</summary>
    public async Task<TAnswer> SendAsync<TAnswer>(
        Caller caller, IRequest<TAnswer> call, Action<CallContext>? around = null, CancellationToken cancellationToken = default)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<CallContext>();
        context.Caller = caller;
        context.CorrelationId = "correlation";
        context.CallId = Guid.CreateVersion7().ToString();
        context.Address = "10.0.0.1";
        context.Transport = "http";
        around?.Invoke(context);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(call, cancellationToken);
    }

    /// <summary>Writes the snapshots that are due, as a host does beside the calls.</summary>
    public async Task WriteSnapshotsAsync()
    {
        await using var due = Due.TakeAsync(default).GetAsyncEnumerator();
        while (Due.Count > 0 && await due.MoveNextAsync())
            await Store.KeepAsync(due.Current, default);
    }

    /// <summary>Forgets whom it keeps ready, as a host does that starts again.</summary>
    public void Forget(UserId userId) => services.GetRequiredService<UserCache>().Forget(userId);

    public void Dispose() => services.Dispose();
}
