using Microsoft.Extensions.DependencyInjection;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Engines;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Engines;

/// <summary>A host that has lost its database to another engine, and is not ended yet.</summary>
public abstract class LostHolds : IAsyncLifetime
{
    private TestDatabase database = null!;
    private Database opened = null!;
    private ServiceProvider parts = null!;

    /// <summary>Registers every port of the host's engine.</summary>
    protected abstract IServiceCollection Add(IServiceCollection services);

    /// <summary>The engine that has come in its place.</summary>
    protected abstract string Other { get; }

    private IEventStore Events => parts.GetRequiredService<IEventStore>();

    private EngineHold Hold => parts.GetRequiredService<EngineHold>();

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        opened = await Database.OpenAsync(database.ConnectionString, default);
        parts = await TestDatabase.OpenPartsAsync(database.ConnectionString, engine: Add);
    }

    public async Task DisposeAsync()
    {
        await parts.DisposeAsync();
        await opened.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task It_answers_questions_and_appends_nothing_until_it_has_hold_again()
    {
        var created = Examples.CreatedAs("ada", "ada@example.org");
        await Events.AppendAsync(UserState.None(new(1)).With(created), default);
        var ada = UserState.None(new(1)).After(created);
        var change = ada.With(new UserConfigSet("a", "1"));
        await using (var other = new EngineHold(opened, Other, TimeProvider.System))
        {
            await other.TakeAsync(EngineHold.Host, default);
            await Hold.Invoking(hold => hold.TakeAsync(EngineHold.Host, default)).Should().ThrowAsync<PostgresSetupException>();

            await MustBeRefusedAsync(change);
            await MustBeRefusedAsync(UserState.None(new(2)).With(Examples.CreatedAs("bob", "bob@example.org")));

            (await Events.ReadAsync(ada.Stream, default)).Should().ContainSingle();
            (await parts.GetRequiredService<IViews>().FindUserIdAsync("ADA", default)).Should().Be(ada.UserId);
            (await database.AskAsync<long>("select count(*) from mt_streams")).Should().Be(1);
        }

        await Hold.TakeAsync(EngineHold.Host, default);
        await Events.AppendAsync(change, default);
        (await Events.FindVersionAsync(ada.Stream, default)).Should().Be(2);
    }

    private async Task MustBeRefusedAsync(Append append) =>
        (await Events.Awaiting(events => events.AppendAsync(append, default).AsTask()).Should().ThrowAsync<StoreUnavailableException>())
            .WithInnerException<PostgresSetupException>();
}

/// <summary>One of PostgreSQL's, after Marten came.</summary>
public sealed class LostHoldTests : LostHolds
{
    protected override string Other => Engine.Marten;

    protected override IServiceCollection Add(IServiceCollection services) => services.AddPostgres();
}
