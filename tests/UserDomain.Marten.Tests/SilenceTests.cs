using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Tests;
using UserDomain.Postgres.Tests.FailureModes;
using UserDomain.Specs;

namespace UserDomain.Marten.Tests;

/// <summary>A host of Marten's that falls silent amid an append, which holds the user's stream meanwhile.</summary>
public sealed class SilenceTests : IAsyncLifetime
{
    private const string Commit = "COMMIT\0"; // not the isolation level's name

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private TestDatabase database = null!;
    private Stores direct = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        direct = await MartenDatabase.OpenAsync(database.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await direct.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_user_is_others_to_change_soon_after_the_machine_that_was_changing_him_has_vanished()
    {
        var vanished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var proxy = new CuttingProxy(database.ConnectionString) { AtTheCut = () => Task.FromResult(vanished.TrySetResult()) };
        await using var silent = await MartenDatabase.OpenAsync(proxy.ConnectionString);
        var ada = await silent.CreateAsync("ada");
        proxy.CutNext(Cut.Delayed, Commit); // and is never let through
        var sentAgain = Outcome.OfAsync(() => silent.AppendAsync(ada, new UserConfigSet("a", "1")));
        await vanished.Task;

        var others = Outcome.OfAsync(() => direct.AppendAsync(ada, new UserConfigSet("a", "2")));

        var outcomes = await Task.WhenAll(sentAgain, others).WaitAsync(Soon);
        outcomes.Should().ContainSingle(outcome => outcome == null).And.ContainSingle(outcome => outcome is ConcurrentChangeException);
        (await direct.ReadAsync(ada.Stream)).Should().HaveCount(2);
    }

    [Fact]
    public async Task An_append_that_the_server_has_given_up_is_made_once()
    {
        await using var proxy = new CuttingProxy(database.ConnectionString);
        await using var silent = await MartenDatabase.OpenAsync(proxy.ConnectionString);
        var ada = await silent.CreateAsync("ada");
        proxy.CutNext(Cut.Stuck, Commit);

        await silent.AppendAsync(ada, new UserConfigSet("a", "1")).WaitAsync(Soon);

        (await direct.ReadAsync(ada.Stream)).Select(recorded => recorded.Event).Should().Equal(Examples.Created, new UserConfigSet("a", "1"));
    }
}
