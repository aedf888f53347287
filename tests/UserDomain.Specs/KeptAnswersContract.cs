using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>What every store of answers keeps to: one stands under a key, is durable together with what it answers, and is seen by every host.</summary>
public abstract class KeptAnswersContract
{
    protected abstract Task<Stores> OpenAsync();

    [Fact]
    public async Task Under_a_new_key_nothing_is_kept()
    {
        await using var stores = await OpenAsync();
        (await stores.Answers.FindAsync("k", default)).Should().BeNull();
    }

    [Fact]
    public async Task What_is_kept_alone_is_found_by_every_host_as_it_was()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();

        await stores.Answers.KeepAsync(Answer("k", "one\0two é"), default);

        (await other.Answers.FindAsync("k", default))!.Reveal().Should().Be("one\0two é");
        (await other.Answers.FindAsync("other", default)).Should().BeNull();
    }

    [Fact]
    public async Task The_first_stands()
    {
        await using var stores = await OpenAsync();
        await stores.Answers.KeepAsync(Answer("k", "first"), default);

        await stores.Answers.Awaiting(a => a.KeepAsync(Answer("k", "second"), default).AsTask()).Should().ThrowAsync<AnswerStandsException>();

        (await stores.Answers.FindAsync("k", default))!.Reveal().Should().Be("first");
    }

    [Fact]
    public async Task Of_many_at_once_one_is_kept()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();

        var outcomes = await Racing.AllAsync(16, i => (i % 2 == 0 ? stores : other).Answers.KeepAsync(Answer("k", $"{i}"), default).AsTask());

        outcomes.Should().ContainSingle(outcome => outcome == null);
        outcomes.Where(outcome => outcome is not null).Should().AllBeOfType<AnswerStandsException>();
        (await other.Answers.FindAsync("k", default))!.Reveal().Should().Be($"{outcomes.ToList().IndexOf(null)}");
    }

    [Fact]
    public async Task One_is_kept_with_events()
    {
        await using var stores = await OpenAsync();

        await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"), Answer("k", "done"));

        (await stores.Answers.FindAsync("k", default))!.Reveal().Should().Be("done");
    }

    [Fact]
    public async Task Where_one_stands_nothing_is_appended_whatever_else_is_wrong_with_it()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        var once = await stores.AppendAsync(ada, new UserConfigSet("a", "1"), Answer("k", "done"));

        foreach (var state in new[] { once, ada, await stores.NewAsync() })
            await stores.Awaiting(s => s.AppendAsync(state, new UserConfigSet("a", "2"), Answer("k", "again"))).Should().ThrowAsync<AnswerStandsException>();

        (await stores.ReadAsync(ada.Stream)).Should().HaveCount(2);
        (await stores.Answers.FindAsync("k", default))!.Reveal().Should().Be("done");
    }

    [Fact]
    public async Task Where_nothing_is_appended_none_is_kept()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        await stores.AppendAsync(ada, new UserConfigSet("a", "1"));

        await stores.Awaiting(s => s.AppendAsync(ada, new UserConfigSet("a", "2"), Answer("k", "done"))).Should().ThrowAsync<ConcurrentChangeException>();

        (await stores.Answers.FindAsync("k", default)).Should().BeNull();
    }

    [Fact]
    public async Task Of_many_appends_to_different_users_under_one_key_one_goes_through()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var users = new List<UserState>();
        for (var i = 0; i < 12; i++)
            users.Add(await stores.CreateAsync($"user {i}"));

        var outcomes = await Racing.AllAsync(users.Count, i =>
            (i % 2 == 0 ? stores : other).AppendAsync(users[i], new UserConfigSet("a", "1"), Answer("k", "done")));

        outcomes.Should().ContainSingle(outcome => outcome == null);
        outcomes.Where(outcome => outcome is not null).Should().AllBeOfType<AnswerStandsException>();
        (await stores.ReadAllAsync()).Should().HaveCount(users.Count + 1);
    }

    [Fact]
    public async Task One_is_kept_with_a_name_that_seems_registered_or_neither_is()
    {
        await using var stores = await OpenAsync();
        (await ReserveAsync(stores, "BOB", "k")).Should().BeTrue();
        (await stores.Answers.FindAsync("k", default))!.Reveal().Should().Be("BOB");

        (await ReserveAsync(stores, "BOB", "l")).Should().BeFalse();
        (await stores.Answers.FindAsync("l", default)).Should().BeNull();

        await FluentActions.Awaiting(() => ReserveAsync(stores, "EVE", "k")).Should().ThrowAsync<AnswerStandsException>();
        (await stores.Strangers.FindAsync("EVE", default)).Verifier.Should().BeNull();
    }

    private static AnswerKept Answer(string key, string answer) => new(key, new(answer));

    private static async Task<bool> ReserveAsync(Stores stores, string name, string key) => await stores.Strangers.ReserveAsync(
        name, new("verifier"), new("ada@x", "subject", "text") { GoodUntil = Examples.Noon.AddYears(99) }, Answer(key, name), default);
}
