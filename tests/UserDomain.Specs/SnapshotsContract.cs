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

        var (state, events, isAll) = await stores.Snapshots.LoadAsync(ada.UserId, [], default);

        state.Should().Be(UserState.None(ada.UserId));
        events.Should().Equal((await stores.ReadAsync(ada.Stream)).Select(ForWhatItSays));
        isAll.Should().BeTrue();
    }

    [Fact]
    public async Task Of_somebody_who_does_not_exist_there_is_nothing()
    {
        await using var stores = await OpenAsync();

        var (state, events, isAll) = await stores.Snapshots.LoadAsync(new(404), [], default);

        (state.Version, events.Count, isAll).Should().Be((0, 0, true));
    }

    [Fact]
    public async Task With_a_snapshot_there_is_what_it_holds_and_what_came_after_it_from_any_host()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.FoldAsync(await stores.AppendAsync(await stores.NewAsync(), Examples.OfEveryEvent));
        await stores.Snapshots.KeepAsync([ada], default);

        (await other.Snapshots.LoadAsync(ada.UserId, [], default)).Should().Match<UserSince>(since => since.IsAll && since.Events.Count == 0);
        (await other.Snapshots.LoadAsync(ada.UserId, [], default)).State.MustBe(ada);

        await other.AppendAsync(ada, new UserConfigSet("a", "1"), new UserConfigRemoved("a"));
        var (state, events, isAll) = await stores.Snapshots.LoadAsync(ada.UserId, [], default);
        state.MustBe(ada);
        events.Should().Equal((await stores.ReadAsync(ada.Stream)).Skip((int)ada.Version).Select(ForWhatItSays));
        isAll.Should().BeTrue();
    }

    [Fact]
    public async Task The_events_stay_what_they_are_for_all_who_read_them()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"));
        var before = await stores.ReadAsync(ada.Stream);

        await stores.Snapshots.KeepAsync([await stores.FoldAsync(ada)], default);

        (await stores.ReadAsync(ada.Stream)).Should().Equal(before);
        (await stores.Events.FindVersionAsync(ada.Stream, default)).Should().Be(2);
    }

    [Fact]
    public async Task Of_many_who_are_kept_together_each_is_kept_whose_last_event_is_there()
    {
        await using var stores = await OpenAsync();
        var states = new List<UserState>();
        for (var i = 0; i < 6; i++)
        {
            var user = await stores.CreateAsync($"user{i}");
            states.Add(await stores.FoldAsync(await stores.AppendAsync(user, [.. Keys(0, i == 3 ? 3_000 : i)])));
        }

        states[1] = states[1] with { LastEvent = Guid.CreateVersion7() };
        await stores.Snapshots.KeepAsync([states[4].After(new UserConfigSet("not", "appended"))], default);

        await stores.Snapshots.KeepAsync([.. Enumerable.Reverse(states)], default);

        for (var i = 0; i < states.Count; i++)
        {
            var (state, after, _) = await stores.Snapshots.LoadAsync(states[i].UserId, [], default);
            (state.Version, after.Count).Should().Be(i == 1 ? (0, (int)states[1].Version) : (states[i].Version, 0));
        }
    }

    [Fact]
    public async Task It_never_goes_back_whoever_writes_and_however_many_at_once()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var states = new List<UserState> { await stores.FoldAsync(await stores.CreateAsync("ada")) };
        for (var i = 1; i < 12; i++)
            states.Add(await stores.FoldAsync(await stores.AppendAsync(states[^1], new UserConfigSet($"{i}", "1"))));

        var outcomes = await Racing.AllAsync(12, async i => await (i % 2 == 0 ? stores : other).Snapshots.KeepAsync([states[i]], default));
        outcomes.Should().OnlyContain(outcome => outcome == null);
        (await stores.Snapshots.LoadAsync(states[0].UserId, [], default)).State.MustBe(states[^1]);

        await other.Snapshots.KeepAsync([states[4]], default);
        (await stores.Snapshots.LoadAsync(states[0].UserId, [], default)).State.MustBe(states[^1]);
    }

    /// <summary>More keys than are read at once: whoever is read has what was asked for, and is filled with what else is asked for.</summary>
    [Fact]
    public async Task Of_a_large_configuration_is_read_what_is_needed()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.FoldAsync(await stores.AppendAsync(await stores.CreateAsync("ada"), [.. Keys(0, 3_000)]));
        await stores.Snapshots.KeepAsync([ada], default);
        await stores.AppendAsync(ada, new UserConfigSet("key 2500", "after it"), new UserConfigRemoved("key 1700"), new UserConfigSet("new", "1"), new UserConfigSet("key 2800", "too"));
        var states = new UserStates(stores.Events, stores.Snapshots, new(), new(new()));

        var read = await states.LoadAsync(ada.UserId, ["key 2500", "key 1700", "new"], default);

        (read.User.Config.IsWhole, read.User.Config.Find("key 2500"), read.User.Config.Find("key 1700"), read.User.Config.Count)
            .Should().Be((false, "after it", null, 3_001), "a change that is yet to be made counts for a key");
        read.User.Config.Invoking(config => config.Find("key 2000")).Should().Throw<ConfigLeftException>();
        (await stores.Snapshots.FillAsync(read, ["key 2000"], default))!.User.Config.Find("key 2000").Should().Be("value 2000");
        (await stores.Snapshots.FillAsync(read, ["key 900", "key 2000", "key 3"], default))!.User.Config.Find("key 2000").Should().Be("value 2000");
        (await states.FillAsync(read, keys: null, default)).MustBe(await stores.FoldAsync(read));
    }

    [Fact]
    public async Task A_key_that_was_alone_on_its_page_can_be_taken_out_and_set_again()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.FoldAsync(await stores.AppendAsync(
            await stores.CreateAsync("ada"), [.. Enumerable.Range(0, 20).Select(i => new UserConfigSet($"key {i:00}", new('v', 2_000)))]));
        await stores.Snapshots.KeepAsync([ada], default);
        await stores.AppendAsync(ada, new UserConfigRemoved("key 15"), new UserConfigSet("key 15", "again"));
        var states = new UserStates(stores.Events, stores.Snapshots, new(), new(new()));

        var read = await states.LoadAsync(ada.UserId, [], default);

        (await states.FillAsync(read, keys: null, default)).MustBe(await stores.FoldAsync(read));
    }

    [Fact]
    public async Task Who_was_read_in_part_is_kept_whole()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.FoldAsync(await stores.AppendAsync(await stores.CreateAsync("ada"), [.. Keys(0, 3_000)]));
        await stores.Snapshots.KeepAsync([ada], default);
        var states = new UserStates(stores.Events, stores.Snapshots, new(), new(new()));
        var part = await states.LoadAsync(ada.UserId, ["key 1"], default);
        await stores.AppendAsync(part, new UserConfigSet("key 1", "1"));
        part = await states.LoadAsync(ada.UserId, [], default);

        await stores.Snapshots.KeepAsync([part], default);

        part.User.Config.IsWhole.Should().BeFalse();
        var (state, events, _) = await stores.Snapshots.LoadAsync(ada.UserId, [], default);
        (state.Version, events.Count).Should().Be((3_002, 0));
        (await states.FillAsync(state, keys: null, default)).MustBe(await stores.FoldAsync(state));
    }

    [Fact]
    public async Task What_was_left_in_a_snapshot_whose_place_another_took_is_not_found_in_that_one()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.FoldAsync(await stores.AppendAsync(await stores.CreateAsync("ada"), [.. Keys(0, 3_000)]));
        await stores.Snapshots.KeepAsync([ada], default);
        var states = new UserStates(stores.Events, stores.Snapshots, new(), new(new()));
        var before = await states.LoadAsync(ada.UserId, [], default);
        var after = await stores.FoldAsync(await stores.AppendAsync(ada, [.. Keys(2_000, 1_000).Select(set => set with { Value = "otherwise" })]));
        await stores.Snapshots.KeepAsync([after], default);

        (await stores.Snapshots.FillAsync(before, ["key 2500"], default)).Should().BeNull();
        await stores.Snapshots.KeepAsync([before], default);
        var filled = await states.FillAsync(before, ["key 2500"], default);
        (filled.Version, (await states.FillAsync(filled, ["key 2500"], default)).User.Config.Find("key 2500")).Should().Be((4_001, "otherwise"));
    }

    /// <summary>So many long keys that the beginning does not even name all that is left.</summary>
    [Fact]
    public async Task A_user_whose_beginning_is_longer_than_others_is_read_as_well()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.FoldAsync(await stores.AppendAsync(
            await stores.CreateAsync("ada"), [.. Enumerable.Range(0, 200).Select(i => new UserConfigSet($"{i:0000}{new string('k', 196)}", new('v', 3_000)))]));
        await stores.Snapshots.KeepAsync([ada], default);
        var states = new UserStates(stores.Events, stores.Snapshots, new(), new(new()));

        var (state, events, _) = await stores.Snapshots.LoadAsync(ada.UserId, [], default);

        (state.Version, state.User.Config.IsWhole, events.Count).Should().Be((ada.Version, false, 0));
        (await states.FillAsync(state, keys: null, default)).MustBe(ada);
    }

    [Fact]
    public async Task A_state_that_was_never_stored_is_not_kept()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.FoldAsync(await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1")));

        await stores.Snapshots.KeepAsync([ada.After(new UserConfigSet("b", "2"))], default);
        await stores.Snapshots.KeepAsync([ada with { LastEvent = Guid.CreateVersion7() }], default);

        (await stores.Snapshots.LoadAsync(ada.UserId, [], default)).State.Should().Be(UserState.None(ada.UserId));
    }

    [Fact]
    public async Task A_long_history_is_begun_and_goes_on_page_by_page()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        for (var i = 0; i < 4; i++)
            ada = await stores.AppendAsync(ada, [.. Enumerable.Range(0, 400).Select(n => new UserConfigSet("a", $"{i}/{n}"))]);
        ada = await stores.FoldAsync(ada);

        var (_, events, isAll) = await stores.Snapshots.LoadAsync(ada.UserId, [], default);

        isAll.Should().BeFalse();
        events.Select(recorded => recorded.Version).Should().Equal(Enumerable.Range(1, events.Count).Select(version => (long)version));
        var states = new UserStates(stores.Events, stores.Snapshots, new(), new(new()));
        (await states.LoadAsync(ada.UserId, [], default)).MustBe(ada);
    }

    private static Recorded ForWhatItSays(Recorded recorded) => recorded with { Origin = Origin.NotRead };

    private static IEnumerable<UserConfigSet> Keys(int first, int count) => Enumerable.Range(first, count).Select(i => new UserConfigSet($"key {i}", $"value {i}"));
}
