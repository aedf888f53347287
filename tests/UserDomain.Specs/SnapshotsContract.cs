using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>What every adapter's snapshots do: nothing that reading all of the events would not.</summary>
public abstract class SnapshotsContract
{
    /// <summary>Opens a database of its own for the test, with nothing in it.</summary>
    protected abstract Task<Stores> OpenAsync();

    [Fact]
    public async Task Without_a_snapshot_there_are_all_events()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"));

        var (state, events, isAll) = await stores.Snapshots.LoadAsync(ada.UserId, default);

        state.Should().Be(UserState.None(ada.UserId));
        events.Should().Equal(await stores.ReadAsync(ada.Stream));
        isAll.Should().BeTrue();
    }

    [Fact]
    public async Task Of_somebody_who_does_not_exist_there_is_nothing()
    {
        await using var stores = await OpenAsync();

        var (state, events, isAll) = await stores.Snapshots.LoadAsync(new(404), default);

        (state.Version, events.Count, isAll).Should().Be((0, 0, true));
    }

    [Fact]
    public async Task With_a_snapshot_there_is_what_it_holds_and_what_came_after_it_from_any_host()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.FoldAsync(await stores.AppendAsync(await stores.NewAsync(), Examples.OfEveryEvent));
        await stores.Snapshots.KeepAsync(ada, default);

        (await other.Snapshots.LoadAsync(ada.UserId, default)).Should().Match<UserSince>(since => since.IsAll && since.Events.Count == 0);
        (await other.Snapshots.LoadAsync(ada.UserId, default)).State.MustBe(ada);

        await other.AppendAsync(ada, new UserConfigSet("a", "1"), new UserConfigRemoved("a"));
        var (state, events, isAll) = await stores.Snapshots.LoadAsync(ada.UserId, default);
        state.MustBe(ada);
        events.Should().Equal((await stores.ReadAsync(ada.Stream)).Skip((int)ada.Version));
        isAll.Should().BeTrue();
    }

    [Fact]
    public async Task The_events_stay_what_they_are_for_all_who_read_them()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"));
        var before = await stores.ReadAsync(ada.Stream);

        await stores.Snapshots.KeepAsync(await stores.FoldAsync(ada), default);

        (await stores.ReadAsync(ada.Stream)).Should().Equal(before);
        (await stores.Events.FindVersionAsync(ada.Stream, default)).Should().Be(2);
    }

    [Fact]
    public async Task It_never_goes_back_whoever_writes_and_however_many_at_once()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var states = new List<UserState> { await stores.FoldAsync(await stores.CreateAsync("ada")) };
        for (var i = 1; i < 12; i++)
            states.Add(await stores.FoldAsync(await stores.AppendAsync(states[^1], new UserConfigSet($"{i}", "1"))));

        var outcomes = await Racing.AllAsync(12, async i => await (i % 2 == 0 ? stores : other).Snapshots.KeepAsync(states[i], default));
        outcomes.Should().OnlyContain(outcome => outcome == null);
        (await stores.Snapshots.LoadAsync(states[0].UserId, default)).State.MustBe(states[^1]);

        await other.Snapshots.KeepAsync(states[4], default);
        (await stores.Snapshots.LoadAsync(states[0].UserId, default)).State.MustBe(states[^1]);
    }

    [Fact]
    public async Task A_state_that_was_never_stored_is_not_kept()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.FoldAsync(await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1")));

        await stores.Snapshots.KeepAsync(ada.After(new UserConfigSet("b", "2")), default);
        await stores.Snapshots.KeepAsync(ada with { LastEvent = Guid.CreateVersion7() }, default);

        (await stores.Snapshots.LoadAsync(ada.UserId, default)).State.Should().Be(UserState.None(ada.UserId));
    }

    [Fact]
    public async Task A_long_history_is_begun_and_goes_on_page_by_page()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        for (var i = 0; i < 4; i++)
            ada = await stores.AppendAsync(ada, [.. Enumerable.Range(0, 400).Select(n => new UserConfigSet("a", $"{i}/{n}"))]);
        ada = await stores.FoldAsync(ada);

        var (_, events, isAll) = await stores.Snapshots.LoadAsync(ada.UserId, default);

        isAll.Should().BeFalse();
        events.Select(recorded => recorded.Version).Should().Equal(Enumerable.Range(1, events.Count).Select(version => (long)version));
        var states = new UserStates(stores.Events, stores.Snapshots, new(), new(new()));
        (await states.LoadAsync(ada.UserId, default)).MustBe(ada);
    }
}
