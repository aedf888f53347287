using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Loading;

/// <summary>What comes with a user in the one round trip in which he is read, alone or with others.</summary>
public sealed class UserLoadTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private Stores stores = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        stores = await database.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await stores.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task The_pages_of_the_keys_that_are_needed_come_with_him()
    {
        var ada = await WideAsync("ada");
        await stores.AppendAsync(ada, new UserConfigSet("key 2500", "after it"), new UserConfigRemoved("key 1700"));

        var (state, events, _) = await stores.Snapshots.LoadAsync(ada.UserId, ["key 900", "a key before all", "ключ после всех"], default);

        var config = state.User.Config;
        config.Find("key 900").Should().Be("value 900");
        (config.Find("a key before all"), config.Find("ключ после всех"), config.IsWhole).Should().Be((null, null, false));
        config.Invoking(left => left.Find("key 2100")).Should().Throw<ConfigLeftException>();
        config.Invoking(left => left.Find("key 2500")).Should().Throw<ConfigLeftException>();
        events.Select(recorded => recorded.Version).Should().Equal(3_002, 3_003);
    }

    [Fact]
    public async Task Each_of_many_who_are_read_together_is_himself()
    {
        var users = await AtOnceAsync(24, i => i % 4 == 0 ? WideAsync($"user{i}") : SmallAsync($"user{i}", i));
        await Racing.AllAsync(6, async i => await stores.Snapshots.KeepAsync([users[1 + (4 * i)]], default));

        for (var round = 0; round < 3; round++)
        {
            var read = await AtOnceAsync(users.Length, async i =>
                await new UserStates(stores.Events, stores.Snapshots, new(), new(new())).LoadAsync(users[i].UserId, [$"key {i * 100}"], default));

            for (var i = 0; i < users.Length; i++)
            {
                (read[i].UserId, read[i].Version, read[i].LastEvent, read[i].Info).Should().BeEquivalentTo((users[i].UserId, users[i].Version, users[i].LastEvent, users[i].Info));
                read[i].User.Config.Find($"key {i * 100}").Should().Be(users[i].User.Config.Find($"key {i * 100}"));
            }
        }
    }

    [Fact]
    public async Task One_with_an_event_that_cannot_be_read_stops_only_who_asked_for_him()
    {
        var users = await AtOnceAsync(8, i => SmallAsync($"user{i}", i));
        await database.ExecuteAsync($"""
            alter table mt_events disable trigger refuse_change;
            update mt_events set type = 'of_a_newer_release' where stream_id = '{users[3].Stream}' and version = 2;
            alter table mt_events enable always trigger refuse_change
            """);

        var outcomes = await Racing.AllAsync(users.Length, async i => await stores.Snapshots.LoadAsync(users[i].UserId, [], default));

        outcomes.Select(outcome => outcome?.GetType()).Should().Equal(Enumerable.Range(0, users.Length).Select(i => i == 3 ? typeof(UnknownEventException) : null));
    }

    [Fact]
    public async Task One_who_is_not_there_is_at_no_version()
    {
        var (state, events, isAll) = await stores.Snapshots.LoadAsync(new(4711), ["a"], default);

        (state, events.Count, isAll).Should().Be((UserState.None(new(4711)), 0, true));
    }

    private static Task<T[]> AtOnceAsync<T>(int count, Func<int, Task<T>> run) => Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => run(i))));

    /// <summary>Whose snapshot took the place of a smaller one, with its pages elsewhere.</summary>
    private async Task<UserState> WideAsync(string name)
    {
        var user = await stores.CreateAsync(name);
        foreach (var first in (int[])[0, 1_500])
        {
            user = await stores.FoldAsync(await stores.AppendAsync(user, [.. Enumerable.Range(first, 1_500).Select(i => new UserConfigSet($"key {i}", $"value {i}"))]));
            await stores.Snapshots.KeepAsync([user], default);
        }

        return user;
    }

    private async Task<UserState> SmallAsync(string name, int i) =>
        await stores.FoldAsync(await stores.AppendAsync(await stores.CreateAsync(name), new UserConfigSet($"key {i * 100}", $"{name}'s")));
}
