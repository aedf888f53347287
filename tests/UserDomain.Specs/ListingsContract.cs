using UserDomain.Audit;
using UserDomain.EventSourcing;
using UserDomain.Listing;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>What every adapter's directory of users and record of activity do.</summary>
public abstract class ListingsContract
{
    private static readonly string[] Names = ["Anna", "anna smith", "Annb", "ann", "Bob", "zo\u00eb", "zz_%", "zz%", "\U0001F600x", "\uff5ey", "Locke"];

    /// <summary>Opens a database of its own for the test, with nothing in it.</summary>
    protected abstract Task<Stores> OpenAsync();

    private static readonly UserSearch[] Searches =
    [
        new UserSearch(1), new UserSearch(2), new UserSearch(null), new UserSearch(3),
        new UserSearch(1, UserNameKey: "ANN"), new UserSearch(null, UserNameKey: "ANN"), new UserSearch(1, UserNameKey: "ZZ_"), new UserSearch(1, UserNameKey: ""),
        new UserSearch(1, UserNameKey: "\U0001F600"), new UserSearch(1, UserNameKey: "\uff5e"), new UserSearch(1, UserNameKey: "NOBODY"),
        new UserSearch(1, EmailKey: "ANN"), new UserSearch(null, EmailKey: "Z"), new UserSearch(1, EmailKey: "MOVED"), new UserSearch(1, EmailKey: "%"),
        new UserSearch(1, Locked: true), new UserSearch(null, Locked: true), new UserSearch(1, Locked: false),
        new UserSearch(1, AccountId: 10), new UserSearch(null, AccountId: 10), new UserSearch(1, AccountId: 77), new UserSearch(2, AccountId: 77), new UserSearch(1, AccountId: 1),
        new UserSearch(1, ConfigKey: "Street"), new UserSearch(null, ConfigKey: "Street"), new UserSearch(1, ConfigKey: "street"),
        new UserSearch(1, ConfigKey: "Street", ConfigValue: "Hillside"), new UserSearch(2, ConfigKey: "Street", ConfigValue: "Hillside"),
        new UserSearch(1, ConfigKey: "Street", ConfigValue: ""), new UserSearch(1, ConfigKey: "Floor", ConfigValue: "Hillside"),
        new UserSearch(1, UserNameKey: "ANN", EmailKey: "ANNA", Locked: false), new UserSearch(1, UserNameKey: "A", ConfigKey: "Street"),
        new UserSearch(1, UserNameKey: "A", AccountId: 10, ConfigKey: "Street", ConfigValue: "Hillside"), new UserSearch(null, EmailKey: "A", AccountId: 77),
        new UserSearch(1, EmailKey: "A", ConfigKey: "Street", ConfigValue: "Hillside"), new UserSearch(1, EmailKey: "A", Locked: true),
    ];

    [Fact]
    public async Task Users_are_found_page_by_page_as_one_reads_all_of_them_and_picks()
    {
        await using var stores = await OpenAsync();
        await FillAsync(stores);
        var all = new InMemoryListings(stores.Events);
        foreach (var search in Searches)
        {
            var expected = (await all.FindAsync(search, null, 100, default)).Users;
            (await stores.Directory.FindAsync(search, null, 100, default)).Users.Should().BeEquivalentTo(expected, exactly => exactly.WithStrictOrdering(), "of {0}", search);
            foreach (var size in (int[])[1, 2, 5])
            {
                var pages = await PagesAsync<DirectoryPage, DirectoryPosition>(at => stores.Directory.FindAsync(search, at, size, default), page => page.End);
                pages.SelectMany(page => page.Users).Select(user => user.UserId).Should().Equal(expected.Select(user => user.UserId), "of {0}", search);
                pages.Should().OnlyContain(page => page.Users.Count <= size);
            }
        }
    }

    [Fact]
    public async Task What_was_done_is_found_newest_first_page_by_page()
    {
        await using var stores = await OpenAsync();
        await FillAsync(stores);
        var all = new InMemoryListings(stores.Events);
        var searches =
            from omsId in (long?[])[null, 1, 2]
            from actor in (string?[])[null, "7", "nobody"]
            from time in ((DateTimeOffset? From, DateTimeOffset? To)[])[(null, null), (Examples.Noon, null), (null, Examples.Noon), (null, Examples.Noon.AddTicks(10))]
            select new ActivitySearch(omsId, actor, time.From, time.To);
        foreach (var search in searches)
        {
            var expected = (await all.FindAsync(search, null, 1000, default)).Entries.Select(entry => entry.EventId).ToArray();
            foreach (var size in (int[])[20, 500])
            {
                var pages = await PagesAsync<ActivityPage, ActivityPosition>(at => stores.Activities.FindAsync(search, at, size, default), page => page.End);
                pages.SelectMany(page => page.Entries).Select(entry => entry.EventId).Should().Equal(expected, "of {0}", search);
            }
        }
    }

    [Fact]
    public async Task Who_matches_all_the_while_is_shown_once_whatever_changes_between_pages()
    {
        await using var stores = await OpenAsync();
        var users = new List<UserState>();
        for (var i = 0; i < 12; i++)
            users.Add(await stores.CreateAsync(Examples.CreatedAs($"user{i:00}", $"match{i:00}@example.org")));
        await stores.CatchUpAsync();

        var search = new UserSearch(1, EmailKey: "MATCH");
        var first = await stores.Directory.FindAsync(search, null, 5, default);
        await MoveAsync(stores, users[1], "match99@example.org"); // shown, and moved to the end of what is to come
        await MoveAsync(stores, users[10], "match00a@example.org"); // to come, and moved to what was shown
        await MoveAsync(stores, users[7], "elsewhere@example.org"); // no match any more
        await stores.CatchUpAsync();
        var rest = await PagesAsync<DirectoryPage, DirectoryPosition>(at => stores.Directory.FindAsync(search, at ?? first.End, 5, default), page => page.End);

        first.Users.Concat(rest.SelectMany(page => page.Users)).Select(user => user.UserId)
            .Should().Equal(users.Select(user => user.UserId.Value).Where(id => id != users[7].UserId.Value));
    }

    private static async Task MoveAsync(Stores stores, UserState user, string email) =>
        await stores.AppendAsync(user, new UserEmailChanged(email, TextKey.Of(email), BySomebodyElse: false));

    private static async Task FillAsync(Stores stores)
    {
        var number = 0;
        foreach (var omsId in (long[])[1, 2, 7])
        {
            foreach (var name in Names)
            {
                var user = await stores.CreateAsync(Examples.CreatedAs($"{name}{(omsId > 1 ? omsId : "")}", $"{name}{omsId}@example.org".Replace(' ', '.'), accountId: 10 + (number % 2), omsId));
                UserEvent[] since =
                [
                    .. number % 3 == 0 ? [new UserConfigSet("Street", "Hillside"), new UserConfigSet("Floor", "3")] : Array.Empty<UserEvent>(),
                    .. number % 4 == 0 ? [new UserAccountAdded(77), new UserConfigSet("Street", "")] : Array.Empty<UserEvent>(),
                    .. number % 5 == 0 ? [new UserLocked(Examples.Noon), new UserConfigRemoved("Street")] : Array.Empty<UserEvent>(),
                    .. number % 7 == 0 ? [new UserEmailChanged($"moved{number}@x", $"MOVED{number}@X", false), new UserUnlocked(), new UserAccountRemoved(77)] : Array.Empty<UserEvent>(),
                ];
                if (since is not [])
                    await stores.AppendAsync(user, since);
                await stores.AppendAsync(Appends.SignIn(user.After(since)));
                number++;
            }
        }

        await stores.CatchUpAsync();
    }

    private static async Task<IReadOnlyList<TPage>> PagesAsync<TPage, TPosition>(
        Func<TPosition?, ValueTask<TPage>> read, Func<TPage, TPosition?> endOf) where TPosition : class
    {
        var (pages, at) = (new List<TPage>(), (TPosition?)null);
        do
        {
            pages.Add(await read(at));
            at = endOf(pages[^1]);
            pages.Should().HaveCountLessThan(1000, "it comes to an end");
        }
        while (at is not null);
        return pages;
    }
}
