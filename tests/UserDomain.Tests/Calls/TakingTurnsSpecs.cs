using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Calls;

/// <summary>Commands on one user go one after another in a host, in the order they came; those on different users do not wait for each other.</summary>
public sealed class TakingTurnsSpecs : IDisposable
{
    private readonly CallSpec calls = new();

    [Fact]
    public async Task Many_commands_at_once_on_one_user_all_go_through_without_a_conflict()
    {
        var ada = await calls.GivenAsync("ada");

        var outcomes = await Racing.AllAsync(32, i => calls.When(ada, Set(i)).AnswerAsync());

        outcomes.Should().OnlyContain(outcome => outcome == null);
        calls.Here.Store.Appends.Should().Be(32, "nobody had to try again");
        (await calls.HistoryAsync(ada, after: 1)).Should().HaveCount(32).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task They_take_effect_in_the_order_they_came_in()
    {
        var ada = await calls.GivenAsync("ada");
        var first = HoldUpNextAppend();

        var sent = Enumerable.Range(0, 8).Select(i => calls.When(ada, Set(i)).AnswerAsync()).ToArray();
        calls.Here.Store.Appends.Should().Be(1);
        first.SetResult();
        await Task.WhenAll(sent);

        (await calls.HistoryAsync(ada, after: 1)).Should().Equal(Enumerable.Range(0, 8).Select(i => new UserConfigSet("n", $"{i}")));
    }

    [Fact]
    public async Task By_id_by_name_and_by_nothing_they_wait_for_the_same_user()
    {
        var ada = await calls.GivenAsync("ada");
        var first = HoldUpNextAppend();

        var sent = new[]
        {
            calls.When(ada, Set(1)).AnswerAsync(), calls.When(ada, Set(2) with { UserId = ada.Value }).AnswerAsync(),
            calls.When(ada, Set(3) with { UserName = "ADA" }).AnswerAsync(),
        };
        calls.Here.Store.Appends.Should().Be(1);
        first.SetResult();
        await Task.WhenAll(sent);

        (await calls.HistoryAsync(ada, after: 1)).Should().HaveCount(3);
    }

    [Fact]
    public async Task Another_users_commands_and_all_queries_do_not_wait()
    {
        var (ada, bob) = (await calls.GivenAsync("ada"), await calls.GivenAsync("bob"));
        var first = HoldUpNextAppend();
        var waiting = calls.When(ada, Set(1)).AnswerAsync();

        await calls.When(bob, Set(1)).ThenDone();
        await calls.When(ada, new GetUserConfig(null, null)).ThenAnswers([]);

        waiting.IsCompleted.Should().BeFalse();
        first.SetResult();
        await waiting;
    }

    [Fact]
    public async Task One_that_fails_lets_the_next_one_go()
    {
        var ada = await calls.GivenAsync("ada");
        var first = HoldUpNextAppend();
        var failing = calls.When(ada, Set(1)).AnswerAsync();
        var waiting = calls.When(ada, Set(2)).AnswerAsync();

        first.SetException(new StoreUnavailableException(new TimeoutException()));

        await failing.Awaiting(call => call).Should().ThrowAsync<StoreUnavailableException>();
        await waiting;
        (await calls.HistoryAsync(ada, after: 1)).Should().Equal(new UserConfigSet("n", "2"));
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_others_where_they_are()
    {
        var ada = await calls.GivenAsync("ada");
        using var giveUp = new CancellationTokenSource();
        var first = HoldUpNextAppend();
        var running = calls.When(ada, Set(1)).AnswerAsync();
        var givingUp = calls.When(ada, Set(2)).AnswerAsync(giveUp.Token);
        var last = calls.When(ada, Set(3)).AnswerAsync();

        await giveUp.CancelAsync();
        await givingUp.Awaiting(call => call).Should().ThrowAsync<OperationCanceledException>();
        calls.Here.Store.Appends.Should().Be(1, "the last must not come in while the first is at work");

        first.SetResult();
        await Task.WhenAll(running, last);
        (await calls.HistoryAsync(ada, after: 1)).Should().Equal(new UserConfigSet("n", "1"), new UserConfigSet("n", "3"));
    }

    public void Dispose() => calls.Dispose();

    private TaskCompletionSource HoldUpNextAppend()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        calls.Here.Store.BeforeNextAppend(() => held.Task);
        return held;
    }

    private static SetUserConfig Set(int i) => new(null, null, new([new("n", $"{i}")]));
}
