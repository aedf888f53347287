using UserDomain.Config;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>What can happen to a view behind everybody's back.</summary>
public enum Damage
{
    /// <summary>Rows hold what no event says.</summary>
    Forged,

    /// <summary>Rows are missing.</summary>
    Lost,

    /// <summary>There are rows that no event speaks of.</summary>
    Orphaned,

    /// <summary>The tables are empty.</summary>
    Emptied,
}

/// <summary>A store whose views that are written with the events can be damaged, and made anew.</summary>
public abstract class RebuildableStore : IAsyncDisposable
{
    public abstract Stores Stores { get; }

    /// <summary>Makes all of these views anew. Why it could not; null where it could.</summary>
    public abstract Task<string?> RebuildAsync();

    /// <summary>Each of these views has rows for it, or has some afterwards.</summary>
    public abstract Task DamageAsync(Damage damage);

    /// <summary>Stores an event that no release can read.</summary>
    public abstract Task AddUnreadableEventAsync();

    /// <summary>What these views hold now, row by row.</summary>
    public abstract Task<IReadOnlyList<string>> ServedAsync();

    /// <summary>The same as all events come to, folded one by one by nothing that a rebuild uses but the views themselves.</summary>
    public abstract Task<IReadOnlyList<string>> TruthAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>What views made anew are, whoever makes them.</summary>
public abstract class RebuildContract
{
    private const string Freed = "freed@example.org";

    /// <summary>Opens a database of its own for the test, with nothing in it.</summary>
    protected abstract Task<RebuildableStore> OpenAsync();

    [Fact]
    public async Task A_store_without_events_has_empty_views_and_fills_them_from_then_on()
    {
        await using var store = await OpenAsync();

        (await store.RebuildAsync()).Should().BeNull();

        (await store.ServedAsync()).Should().BeEmpty();
        await LiveAsync(store.Stores);
        await MustBeTrueAsync(store);
    }

    [Theory]
    [InlineData(Damage.Forged)]
    [InlineData(Damage.Lost)]
    [InlineData(Damage.Orphaned)]
    [InlineData(Damage.Emptied)]
    public async Task What_was_damaged_is_what_the_events_say_again_and_goes_on_from_there(Damage damage)
    {
        await using var store = await OpenAsync();
        var ada = await LiveAsync(store.Stores);
        await MustBeTrueAsync(store);
        await store.DamageAsync(damage);
        (await store.ServedAsync()).Should().NotEqual(await store.TruthAsync());

        (await store.RebuildAsync()).Should().BeNull();

        await MustBeTrueAsync(store);
        ada = await store.Stores.AppendAsync(ada, new UserConfigSet("a", "afterwards"), new UserConfigRemoved("b"), new UserApiKeyRemoved(KeyOf(1)), new UserLocked(Examples.Noon));
        await MustBeTrueAsync(store);
        var seen = (await store.Stores.Views.FindWithAsync<UserConfigEntry>(ada.UserId, default))!;
        (seen.Version, seen.Info.Locked).Should().Be((ada.Version, true));
        seen.Rows.Select(row => $"{row.Key}={row.Value}").Should().BeEquivalentTo("a=afterwards", "c=");
    }

    [Fact]
    public async Task Views_that_are_right_stay_as_they_are_however_often_they_are_made_anew()
    {
        await using var store = await OpenAsync();
        await LiveAsync(store.Stores);
        var before = await store.ServedAsync();

        (await store.RebuildAsync()).Should().BeNull();
        (await store.RebuildAsync()).Should().BeNull();

        (await store.ServedAsync()).Should().Equal(before).And.NotBeEmpty();
    }

    [Fact]
    public async Task What_was_freed_is_who_took_its_and_nobody_else_can_take_it_afterwards()
    {
        await using var store = await OpenAsync();
        var (ada, bob) = (await store.Stores.CreateAsync(Examples.CreatedAs("ada", Freed)), await store.Stores.CreateAsync("bob"));
        ada = await store.Stores.AppendAsync(ada, Moved("ada@example.org"));
        bob = await store.Stores.AppendAsync(bob, Moved(Freed));

        (await store.RebuildAsync()).Should().BeNull();

        await MustBeTrueAsync(store);
        (await store.Stores.Views.FindUserIdByEmailAsync(TextKey.Of(Freed), default)).Should().Be(bob.UserId);
        (await store.Stores.Awaiting(s => s.AppendAsync(ada, Moved(Freed))).Should().ThrowAsync<RefusedException>()).Which.Refusal.Should().Be(Refusals.EmailTaken);
    }

    [Fact]
    public async Task Where_an_event_cannot_be_read_it_says_so_and_leaves_them_as_they_were()
    {
        await using var store = await OpenAsync();
        await LiveAsync(store.Stores);
        await store.DamageAsync(Damage.Forged);
        var before = await store.ServedAsync();
        await store.AddUnreadableEventAsync();

        (await store.RebuildAsync()).Should().NotBeNull();

        (await store.ServedAsync()).Should().Equal(before);
    }

    /// <summary>Three users, of whom one has rows in every view.</summary>
    private static async Task<EventSourcing.UserState> LiveAsync(Stores stores)
    {
        await stores.CreateAsync("bob");
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"), new UserConfigSet("b", "2"), new UserConfigSet("a", "3 \"ö\" 😀"), new UserConfigSet("c", ""));
        await stores.AppendAsync(await stores.CreateAsync("eve"), new UserConfigSet("a", "eve's"), new UserLocked(Examples.Noon), new UserConfigRemoved("a"));
        await stores.AppendAsync(Appends.SignIn(ada));
        ada = await stores.AppendAsync(ada, new UserApiKeyAdded(KeyOf(1), "Deposit"), new UserApiKeyAdded(KeyOf(2), "Trading"), new UserAccountAdded(77));
        return await stores.AppendAsync(ada, new UserAffiliateTagSet("Friends", "FRIENDS"), new UserAffiliateTagSet("More", "MORE"), Moved("new@example.org"));
    }

    private static async Task MustBeTrueAsync(RebuildableStore store) => (await store.ServedAsync()).Should().Equal(await store.TruthAsync());

    private static UserEmailChanged Moved(string email) => new(email, TextKey.Of(email), BySomebodyElse: false);

    private static string KeyOf(int number) => $"{number:x32}";
}
