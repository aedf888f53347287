using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>Many who ask at the same time.</summary>
public abstract partial class ViewsContract
{
    private const int Writers = 4;
    private const int Readers = 24;

    /// <summary>Writers are read by all the others meanwhile, so that there is always a round trip under way that a store could answer them from.</summary>
    [Fact]
    public async Task Whoever_writes_reads_it_at_once_though_many_others_ask_at_the_same_time()
    {
        await using var stores = await OpenAsync();
        var users = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => stores.CreateAsync($"user {i}")));
        using var over = new CancellationTokenSource();
        var reading = Racing.AllAsync(Readers, async i =>
        {
            for (var n = i; !over.IsCancellationRequested; n++)
                await AskAllAsync(stores, users[n % Writers].UserId);
        });

        var outcomes = await Racing.AllAsync(Writers, async i =>
        {
            var user = users[i];
            for (var n = 0; n < 25; n++)
            {
                user = await stores.AppendAsync(user, new UserConfigSet("a", $"{n}"), new UserEmailChanged($"{n}@{i}", $"{n}@{i}", BySomebodyElse: false));
                (await stores.Views.FindConfigAsync(user.UserId, default))!.Should().Match<SeenConfig>(seen => seen.Version == user.Version && seen.Pairs[0].Value == $"{n}");
                (await stores.Views.FindAsync(user.UserId, default))!.Info.Email.Should().Be($"{n}@{i}");
                (await RowsAsync(stores, user)).Should().ContainSingle().Which.Value.Should().Be($"{n}");
                (await stores.Views.FindUserIdByEmailAsync($"{n}@{i}", default)).Should().Be(user.UserId);
            }
        });

        await over.CancelAsync();
        outcomes.Concat(await reading).Should().OnlyContain(outcome => outcome == null);
    }

    [Fact]
    public async Task Everybody_who_asks_at_the_same_time_is_told_of_whom_he_asked_for()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "ada's"));
        var bob = await stores.AppendAsync(await stores.CreateAsync("bob"), new UserConfigSet("a", "bob's"), new UserConfigSet("b", "bob's"));
        var carl = await stores.CreateAsync("carl");
        (UserId User, string[]? Keys)[] expected = [(ada.UserId, ["a"]), (bob.UserId, ["a", "b"]), (carl.UserId, []), (new(404), null)];

        (await Racing.AllAsync(60, async i =>
        {
            var (user, keys) = expected[i % expected.Length];
            (await stores.Views.FindConfigAsync(user, default))?.Pairs.Select(pair => pair.Key).Should().Equal(keys);
            (await stores.Views.FindConfigAsync(user, default) is null).Should().Be(keys is null);
            (await stores.Views.FindAsync(user, default))?.Info.UserId.Should().Be(user.Value);
            (await stores.Views.FindUserIdAsync(i % 3 == 0 ? "BOB" : i % 3 == 1 ? "CARL" : "NOBODY", default)).Should()
                .Be(i % 3 == 0 ? bob.UserId : i % 3 == 1 ? carl.UserId : null);
        })).Should().OnlyContain(outcome => outcome == null);
    }

    [Fact]
    public async Task Keys_come_with_their_values_in_the_order_of_UTF_16()
    {
        await using var stores = await OpenAsync();
        string[] keys = ["b", "a", "", "ab", "\u00e4", "\ud83d\ude00", "\uffee", "\ue000", "\ud7ff", "a\"", "a\\", "a\n", "A"];
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), [.. keys.Select(key => new UserConfigSet(key, $"{key} 1"))]);

        var seen = (await stores.Views.FindConfigAsync(ada.UserId, default))!;

        seen.Version.Should().Be(ada.Version);
        seen.Info.Should().BeEquivalentTo(ada.Info, exactly => exactly.WithStrictOrdering());
        seen.Pairs.Should().Equal(keys.Order(StringComparer.Ordinal).Select(key => new ConfigPair(key, $"{key} 1")));
    }

    private static async Task AskAllAsync(Stores stores, UserId userId)
    {
        (await stores.Views.FindConfigAsync(userId, default))!.Info.UserId.Should().Be(userId.Value);
        (await stores.Views.FindAsync(userId, default))!.Info.UserId.Should().Be(userId.Value);
        (await stores.Views.FindWithAsync<UserConfigEntry>(userId, default))!.Rows.Select(row => row.UserId).Should().AllBeEquivalentTo(userId.Value);
        await stores.Views.FindUserIdByEmailAsync("0@0", default);
    }
}
