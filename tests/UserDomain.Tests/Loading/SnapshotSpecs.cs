using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Loading;

/// <summary>Histories get short again by snapshots, which are due after so many events, and which no answer hangs on.</summary>
public sealed class SnapshotSpecs : IDisposable
{
    private readonly CallSpec calls = new();

    [Fact]
    public async Task Whoever_was_read_with_a_long_history_is_due_and_then_read_with_a_short_one()
    {
        var ada = await calls.GivenAsync("ada", Many(SnapshotQueue.MostRead));
        await SetAsync(ada, "a", "1");
        calls.Here.Due.Count.Should().Be(1);
        await calls.Here.WriteSnapshotsAsync();

        calls.Store.Snapshots.FindVersion(ada).Should().Be(SnapshotQueue.MostRead + 1);
        var (state, events, _) = await calls.Store.Snapshots.LoadAsync(ada, [], default);
        (state.Version, events.Count).Should().Be((SnapshotQueue.MostRead + 1, 1));
        await calls.When(ada, new RemoveUserConfig(ada.Value, null, "a")).On(calls.There).ThenRefused(Refusals.NotAuthorized);
        await calls.When(CallSpec.TheServer, new RemoveUserConfig(ada.Value, null, "a")).On(calls.There).ThenDone();
        calls.There.Due.Count.Should().Be(0);
    }

    [Fact]
    public async Task Whoever_has_a_short_history_is_not_due()
    {
        var ada = await calls.GivenAsync("ada", Many(SnapshotQueue.MostRead - 1));
        await SetAsync(ada, "a", "1");
        calls.Here.Due.Count.Should().Be(0);
    }

    [Fact]
    public async Task Whoever_is_kept_ready_is_due_again_and_again_as_he_is_changed()
    {
        var ada = await calls.GivenAsync("ada");
        for (var i = 1; i <= SnapshotQueue.MostAppended; i++)
            await SetAsync(ada, "a", $"{i}");
        calls.Here.Due.Count.Should().Be(1);
        await calls.Here.WriteSnapshotsAsync();
        calls.Store.Snapshots.FindVersion(ada).Should().Be(SnapshotQueue.MostAppended + 1);

        for (var i = 1; i <= SnapshotQueue.MostAppended + 1; i++)
            await SetAsync(ada, "b", $"{i}");
        await calls.Here.WriteSnapshotsAsync();
        calls.Store.Snapshots.FindVersion(ada).Should().Be((2 * SnapshotQueue.MostAppended) + 2);
        (await calls.When(ada, new GetUserConfig(null, null))).Should().Equal(new ConfigPair("a", "128"), new ConfigPair("b", "129"));
    }

    [Fact]
    public async Task What_was_not_appended_is_in_no_snapshot()
    {
        var ada = await calls.GivenAsync("ada");
        calls.Here.Store.BeforeAppend = _ => throw new StoreUnavailableException(new TimeoutException());
        var many = new SetUserConfig(null, null, new([.. Enumerable.Range(0, 200).Select(i => new ConfigPair($"{i}", ""))]));
        await calls.When(ada, many).Awaiting(sending => sending.AnswerAsync()).Should().ThrowAsync<StoreUnavailableException>();

        calls.Here.Due.Count.Should().Be(0);
        calls.Here.Store.BeforeAppend = null;
        await calls.When(ada, many).ThenDone();
        calls.Here.Due.Count.Should().Be(1);
    }

    [Fact]
    public async Task A_full_queue_keeps_nobody_waiting_and_who_was_left_out_comes_again()
    {
        var users = new List<UserId>();
        for (var i = 0; i <= SnapshotQueue.Room; i++)
            users.Add(await calls.GivenAsync($"user{i}", Many(SnapshotQueue.MostRead)));
        foreach (var user in users)
            await SetAsync(user, "a", "1");
        calls.Here.Due.Count.Should().Be(SnapshotQueue.Room);

        await calls.Here.WriteSnapshotsAsync();
        calls.Store.Snapshots.FindVersion(users[^1]).Should().BeNull();
        calls.Here.Forget(users[^1]);
        await SetAsync(users[^1], "a", "2");
        await calls.Here.WriteSnapshotsAsync();
        calls.Store.Snapshots.FindVersion(users[^1]).Should().NotBeNull();
    }

    [Fact]
    public async Task Those_who_wait_take_no_more_memory_than_they_may_until_they_are_written()
    {
        var due = new SnapshotQueue();
        UserEvent[] large = [Examples.CreatedAs("ada", "ada@example.org"), .. Enumerable.Range(0, 1_000).Select(i => new UserConfigSet($"{i}", new('x', 1_000)))];
        UserState[] users = [.. Enumerable.Range(1, 40).Select(user => UserState.None(new(user)).After(large))];

        foreach (var user in users)
            due.OfferRead(user);
        due.Count.Should().Be((int)(SnapshotQueue.MostBytes / users[0].User.Config.Bytes));

        await using (var taking = due.TakeAsync(default).GetAsyncEnumerator())
        {
            (await taking.MoveNextAsync()).Should().BeTrue();
            taking.Current.Should().NotBeEmpty();
            due.OfferRead(users[0]).Should().BeSameAs(users[0], "they are being written");
        }

        due.OfferRead(users[0]).Should().NotBeSameAs(users[0]);
    }

    [Fact]
    public async Task Of_one_who_waits_twice_the_newer_is_written()
    {
        var due = new SnapshotQueue();
        var (older, newer) = (StateAt(100), StateAt(200));
        due.OfferRead(newer);
        due.OfferRead(older);

        await using var taking = due.TakeAsync(default).GetAsyncEnumerator();
        (await taking.MoveNextAsync()).Should().BeTrue();
        taking.Current.Should().ContainSingle().Which.Version.Should().Be(200);

        static UserState StateAt(long version) => UserState.None(new(7)).After([Examples.CreatedAs("ada", "ada@example.org")]) with { Version = version };
    }

    /// <summary>A host that has read only a part of him decides as one that has all, also after another host has written him down anew.</summary>
    [Fact]
    public async Task A_large_configuration_is_decided_on_as_if_all_of_it_had_been_read()
    {
        var ada = await calls.GivenAsync("ada", [.. Enumerable.Range(0, 4_095).Select(i => new UserConfigSet($"key {i}", "before"))]);
        await SetAsync(ada, "key 0", "1");
        await calls.Here.WriteSnapshotsAsync();
        calls.There.Forget(ada);

        await calls.When(ada, Set("key 3000", "2")).On(calls.There).ThenDone();
        await calls.When(ada, Set("key 3000", "2")).On(calls.There).ThenDone();
        await calls.When(ada, new SetUserConfig(null, null, new([new("key 100", "3"), new("key 2000", "4"), new("key 4000", "5")]))).On(calls.There).ThenDone();
        await calls.When(CallSpec.TheServer, new RemoveUserConfig(ada.Value, null, "key 1500")).On(calls.There).ThenDone();
        await calls.When(CallSpec.TheServer, new RemoveUserConfig(ada.Value, null, "key 1500")).On(calls.There).ThenRefused(Refusals.KeyUnknown);
        await calls.When(ada, new SetUserConfig(null, null, new([new("one more", ""), new("and one", "")]))).On(calls.There).ThenDone();
        await calls.When(ada, Set("too many", "")).On(calls.There).ThenRefused(Refusals.TooManyKeys);

        for (var i = 0; i < SnapshotQueue.MostAppended * 2; i++)
            await SetAsync(ada, "key 0", $"{i + 10}");
        await calls.Here.WriteSnapshotsAsync();
        await calls.When(ada, Set("key 2500", "6")).On(calls.There).ThenDone();

        var config = (await calls.When(ada, new GetUserConfig(null, null))).ToDictionary(pair => pair.Key, pair => pair.Value);
        config.Should().HaveCount(4_096);
        (config["key 3000"], config["key 100"], config["key 2000"], config["key 4000"], config["key 2500"], config["key 0"], config["key 7"])
            .Should().Be(("2", "3", "4", "5", "6", "265", "before"));
    }

    [Fact]
    public async Task The_rules_see_no_difference()
    {
        using var small = new CallSpec(new VenueSettings { MaximumConfigBytes = 2_000 });
        var ada = await small.GivenAsync("ada", [.. Many(60), new UserConfigSet("big", new('x', 1_700))]);
        await small.When(ada, Set("a", "1")).ThenDone();
        await small.Here.WriteSnapshotsAsync();

        await small.When(ada, Set("more", new('y', 400))).On(small.There).ThenRefused(Refusals.TooMuchConfig);
        await small.When(ada, Set("big", "")).On(small.There).ThenDone();
        await small.When(ada, Set("more", new('y', 400))).On(small.Here).ThenDone();
    }

    public void Dispose() => calls.Dispose();

    private static UserEvent[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => new UserConfigSet("count", $"{i}"))];

    private static SetUserConfig Set(string key, string value) => new(null, null, new([new(key, value)]));

    private Task SetAsync(UserId user, string key, string value) => calls.When(user, Set(key, value)).ThenDone();
}
