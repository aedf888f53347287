using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.Specs;

namespace UserDomain.Tests.Loading;

/// <summary>A query about a user who is kept ready reads nothing but his version, and answers what his views say.</summary>
public sealed class KnownUsersSpecs : IDisposable
{
    private readonly CallSpec calls = new();

    [Fact]
    public async Task Who_is_kept_ready_is_seen_without_his_views_and_who_is_not_by_them()
    {
        var ada = await calls.CallerAsync(await calls.GivenAsync("ada"));
        await calls.When(ada, Set("theme", "dark")).ThenDone();
        var before = calls.Store.UsersSeen;

        await calls.When(ada, Config).ThenAnswers([new("theme", "dark")]);
        (await calls.When(ada, new GetUserInfo(null, null, null))).UserName.Should().Be("ada");
        calls.Store.UsersSeen.Should().Be(before);

        await calls.When(ada, Config).On(calls.There).ThenAnswers([new("theme", "dark")]);
        calls.Store.UsersSeen.Should().Be(before + 1);
    }

    [Fact]
    public async Task What_another_host_has_changed_is_seen_and_who_was_kept_is_kept_no_more()
    {
        var ada = await calls.CallerAsync(await calls.GivenAsync("ada"));
        await calls.When(ada, Set("theme", "dark")).ThenDone();
        await calls.When(ada, Set("theme", "light")).On(calls.There).ThenDone();
        var before = calls.Store.UsersSeen;

        await calls.When(ada, Config).ThenAnswers([new("theme", "light")]);
        await calls.When(ada, Config).ThenAnswers([new("theme", "light")]);

        calls.Store.UsersSeen.Should().Be(before + 2);
        await calls.When(ada, Set("theme", "")).ThenDone();
        await calls.When(ada, Config).ThenAnswers([new("theme", "")]);
        calls.Store.UsersSeen.Should().Be(before + 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_changed_after_the_query_came_and_before_the_version_was_read_is_seen(bool here)
    {
        var ada = await calls.CallerAsync(await calls.GivenAsync("ada"));
        await calls.When(ada, Set("theme", "dark")).ThenDone();
        var before = calls.Store.UsersSeen;
        calls.Here.Store.BeforeNextEnd(() => calls.When(ada, Set("theme", "light")).On(here ? calls.Here : calls.There).ThenDone());

        await calls.When(ada, Config).ThenAnswers([new("theme", "light")]);

        calls.Store.UsersSeen.Should().Be(here ? before : before + 1);
        await calls.When(ada, Set("more", "1")).ThenDone();
        await calls.When(ada, Config).ThenAnswers([new("more", "1"), new("theme", "light")]);
    }

    [Fact]
    public async Task Of_a_configuration_that_is_not_all_here_the_views_are_asked()
    {
        var user = await calls.GivenAsync("ada", [.. Enumerable.Range(0, 4_000).Select(i => new UserConfigSet($"key {i:0000}", "before"))]);
        var ada = await calls.CallerAsync(user);
        await calls.When(ada, Set("key 0000", "1")).ThenDone();
        await calls.Here.WriteSnapshotsAsync();
        await calls.When(ada, Set("key 3000", "2")).On(calls.There).ThenDone();
        var before = calls.Store.UsersSeen;

        var config = await calls.When(ada, Config).On(calls.There);

        config.Should().HaveCount(4_000);
        (config[0], config[3000], config[3999]).Should().Be((new("key 0000", "1"), new("key 3000", "2"), new("key 3999", "before")));
        calls.Store.UsersSeen.Should().Be(before + 1);
    }

    /// <summary>As after a backup was restored under a host that goes on.</summary>
    [Fact]
    public async Task Who_came_to_the_same_version_by_another_way_is_not_who_is_kept()
    {
        var (user, cache) = (await calls.GivenAsync("ada", new UserConfigSet("theme", "dark")), new UserCache(new()));
        var known = new KnownUsers(calls.Store, calls.Store, new(calls.Store, calls.Store.Snapshots, new(), cache));
        var state = await calls.StateAsync(user);
        cache.Keep(state with { User = User.Evolve(state.User, new UserConfigSet("theme", "lost")), LastEvent = Guid.CreateVersion7() });
        cache.Find(user).Should().NotBeNull();

        (await known.FindConfigAsync(user, default))!.Pairs.Should().Equal(new ConfigPair("theme", "dark"));

        cache.Find(user).Should().BeNull();
        cache.Keep(state);
        var before = calls.Store.UsersSeen;
        (await known.FindConfigAsync(user, default))!.Pairs.Should().Equal(new ConfigPair("theme", "dark"));
        calls.Store.UsersSeen.Should().Be(before);
    }

    [Fact]
    public async Task Whatever_can_happen_his_info_is_what_his_view_says()
    {
        var (nobody, cache) = (UserState.None(await calls.Store.NextUserAsync(default)), new UserCache(new()));
        var known = new KnownUsers(calls.Store, calls.Store, new(calls.Store, calls.Store.Snapshots, new(), cache));
        var state = nobody;
        foreach (var happened in Examples.OfEveryEvent)
        {
            await calls.Store.AppendAsync(state.With(happened), default);
            cache.Keep(state = await calls.StateAsync(nobody.UserId));
            var before = calls.Store.UsersSeen;
            var (info, config) = ((await known.FindAsync(state.UserId, default))!, (await known.FindConfigAsync(state.UserId, default))!);
            calls.Store.UsersSeen.Should().Be(before);

            info.Should().BeEquivalentTo(await calls.Store.FindAsync(state.UserId, default));
            config.Should().BeEquivalentTo(await calls.Store.FindConfigAsync(state.UserId, default));
        }
    }

    [Fact]
    public async Task Whatever_happens_to_him_his_views_and_who_is_kept_say_the_same()
    {
        var random = new Random(1);
        string[] keys = ["a", "b", "\ue000", "\U00010000", "\uffff", "ä", "~"];
        var user = await calls.GivenAsync("ada", new UserPermissionGranted("Operator"));
        for (var step = 0; step < 200; step++)
        {
            var ada = await calls.CallerAsync(user);
            var key = keys[random.Next(keys.Length)];
            switch (random.Next(4))
            {
                case 0:
                    await calls.HappenedAsync(user, new UserAccountAdded(100 + step));
                    break;
                case 1:
                    await Outcome.OfAsync(() => calls.When(ada, new RemoveUserConfig(user.Value, null, key)).AnswerAsync());
                    break;
                default:
                    await calls.When(ada, Set(key, $"{step}")).ThenDone();
                    break;
            }

            calls.There.Forget(user);
            (await calls.When(ada, Config)).Should().Equal(await calls.When(ada, Config).On(calls.There));
            var query = new GetUserInfo(null, null, null);
            (await calls.When(ada, query)).Should().BeEquivalentTo(await calls.When(ada, query).On(calls.There));
        }
    }

    public void Dispose() => calls.Dispose();

    private static GetUserConfig Config => new(null, null);

    private static SetUserConfig Set(string key, string value) => new(null, null, new([new(key, value)]));
}
