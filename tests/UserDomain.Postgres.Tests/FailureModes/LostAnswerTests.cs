using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.FailureModes;

/// <summary>The connection breaks while an append is on its way: what came of it is found out, and it happens once.</summary>
public abstract class LostAnswers : IAsyncLifetime
{
    private TestDatabase database = null!;
    private Stores direct = null!;

    /// <summary>What the message holds that makes an append durable; where it is not the first of an append, the server holds the stream until that has come.</summary>
    protected virtual string Deciding => "";

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        direct = await OpenAsync(database.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await direct.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData(nameof(Cut.BeforeItArrives))]
    [InlineData(nameof(Cut.AfterItIsDone))]
    [InlineData(nameof(Cut.Delayed))]
    public async Task A_change_is_made_once(string cut)
    {
        await using var proxy = new CuttingProxy(database.ConnectionString);
        await using var stores = await OpenAsync(proxy.ConnectionString);
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"));

        await CutAsync(proxy, cut, stores, ada.With(new UserConfigSet("a", "2")));

        (await direct.ReadAsync(ada.Stream)).Select(recorded => recorded.Event).OfType<UserConfigSet>().Select(set => set.Value).Should().Equal("1", "2");
        (await direct.Events.FindVersionAsync(ada.Stream, default)).Should().Be(3);
    }

    [Theory]
    [InlineData(nameof(Cut.BeforeItArrives))]
    [InlineData(nameof(Cut.AfterItIsDone))]
    [InlineData(nameof(Cut.Delayed))]
    public async Task A_user_is_created_once(string cut)
    {
        await using var proxy = new CuttingProxy(database.ConnectionString);
        await using var stores = await OpenAsync(proxy.ConnectionString);
        await stores.CreateAsync("ada");
        var bob = await stores.NewAsync();

        await CutAsync(proxy, cut, stores, bob.With(Examples.CreatedAs("bob", "bob@example.org")));

        (await direct.ReadAsync(bob.Stream)).Should().HaveCount(1);
        (await direct.Views.FindUserIdAsync("BOB", default)).Should().Be(bob.UserId);
    }

    [Theory]
    [InlineData(nameof(Cut.BeforeItArrives))]
    [InlineData(nameof(Cut.AfterItIsDone))]
    [InlineData(nameof(Cut.Delayed))]
    public async Task A_sign_in_which_expects_no_version_is_recorded_once(string cut)
    {
        await using var proxy = new CuttingProxy(database.ConnectionString);
        await using var stores = await OpenAsync(proxy.ConnectionString);
        var ada = await stores.CreateAsync("ada");
        await stores.AppendAsync(SignIn(ada, Tokens.New()));
        var token = Tokens.New();

        await CutAsync(proxy, cut, stores, SignIn(ada, token));

        (await direct.ReadAsync(StreamId.OfSignIns(ada.UserId))).Should().HaveCount(2);
        (await direct.Sessions.FindAsync(token, null, default)).Should().NotBeNull();
    }

    [Theory]
    [InlineData(nameof(Cut.BeforeItArrives))]
    [InlineData(nameof(Cut.AfterItIsDone))]
    [InlineData(nameof(Cut.Delayed))]
    public async Task A_change_whose_answer_is_kept_is_made_once_and_its_own_answer_is_no_duplicate(string cut)
    {
        await using var proxy = new CuttingProxy(database.ConnectionString);
        await using var stores = await OpenAsync(proxy.ConnectionString);
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"));

        await CutAsync(proxy, cut, stores, ada.With(new UserConfigSet("a", "2")) with { Companions = [new AnswerKept("k", new("done"))] });

        (await direct.ReadAsync(ada.Stream)).Should().HaveCount(3);
        (await direct.Answers.FindAsync("k", default))!.Reveal().Should().Be("done");
    }

    [Fact]
    public async Task Where_a_duplicate_was_faster_meanwhile_its_answer_stands()
    {
        var other = default(Func<Task>)!;
        await using var proxy = new CuttingProxy(database.ConnectionString) { AtTheCut = () => other() };
        await using var stores = await OpenAsync(proxy.ConnectionString);
        var ada = await stores.CreateAsync("ada");
        other = () => direct.AppendAsync(ada, new UserConfigSet("a", "theirs"), new AnswerKept("k", new("theirs")));

        proxy.CutNext(Cut.BeforeItArrives);
        await stores.Awaiting(s => s.AppendAsync(ada, new UserConfigSet("a", "ours"), new AnswerKept("k", new("ours")))).Should().ThrowAsync<AnswerStandsException>();

        (await direct.Answers.FindAsync("k", default))!.Reveal().Should().Be("theirs");
    }

    [Fact]
    public async Task An_answer_that_is_kept_alone_stands_though_its_keeping_was_not_acknowledged()
    {
        await using var proxy = new CuttingProxy(database.ConnectionString);
        await using var stores = await OpenAsync(proxy.ConnectionString);
        await stores.CreateAsync("ada");

        proxy.CutNext(Cut.AfterItIsDone);
        await stores.Answers.Awaiting(a => a.KeepAsync(new("k", new("done")), default).AsTask()).Should().ThrowAsync<AnswerStandsException>();

        (await stores.Answers.FindAsync("k", default))!.Reveal().Should().Be("done");
    }

    [Fact]
    public async Task Where_somebody_else_was_faster_meanwhile_it_is_a_conflict_and_not_a_success()
    {
        var other = default(Func<Task>)!;
        await using var proxy = new CuttingProxy(database.ConnectionString) { AtTheCut = () => other() };
        await using var stores = await OpenAsync(proxy.ConnectionString);
        var ada = await stores.CreateAsync("ada");
        other = () => direct.AppendAsync(ada, new UserConfigSet("a", "theirs"));

        proxy.CutNext(Cut.BeforeItArrives);
        var conflict = await stores.Invoking(s => s.AppendAsync(ada, new UserConfigSet("a", "ours"))).Should().ThrowAsync<ConcurrentChangeException>();

        conflict.Which.Should().BeEquivalentTo(new { ada.Stream, ExpectedVersion = 1L, ActualVersion = 2L });
        (await direct.ReadAsync(ada.Stream)).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_question_is_asked_again()
    {
        await using var proxy = new CuttingProxy(database.ConnectionString);
        await using var stores = await OpenAsync(proxy.ConnectionString);
        var ada = await stores.CreateAsync("ada");

        proxy.CutNext(Cut.AfterItIsDone);
        (await stores.Views.FindAsync(ada.UserId, default))!.Info.UserName.Should().Be("ada");
    }

    /// <summary>All ports on the database that is reached there.</summary>
    protected abstract Task<Stores> OpenAsync(string connectionString);

    /// <summary>Appends across a cut. A message that is delayed comes once the append has ended, or meanwhile where that waits for it.</summary>
    private async Task CutAsync(CuttingProxy proxy, string cut, Stores stores, Append append)
    {
        proxy.CutNext(Enum.Parse<Cut>(cut), Deciding);
        var appending = stores.AppendAsync(append).AsTask();
        if (Deciding is "")
            await appending;
        if (cut == nameof(Cut.Delayed))
            await proxy.LetThroughAsync();
        await appending;
    }

    private static Append SignIn(UserState user, Secret token) =>
        Appends.SignIn(user, new SessionOpened(user.UserId, Tokens.KeyOf(token), null, "http"));
}

/// <summary>The same on PostgreSQL, where an append is one message.</summary>
public sealed class LostAnswerTests : LostAnswers
{
    protected override Task<Stores> OpenAsync(string connectionString) => TestDatabase.OpenAsync(connectionString);
}
