using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>What every adapter's views do.</summary>
public abstract partial class ViewsContract
{
    /// <summary>Opens a database of its own for the test, with nothing in it.</summary>
    protected abstract Task<Stores> OpenAsync();

    [Fact]
    public async Task Nobody_is_found_who_does_not_exist()
    {
        await using var stores = await OpenAsync();
        await stores.CreateAsync("ada");

        (await stores.Views.FindAsync(new(404), default)).Should().BeNull();
        (await stores.Views.FindWithAsync<UserConfigEntry>(new(404), default)).Should().BeNull();
        (await stores.Views.FindConfigAsync(new(404), default)).Should().BeNull();
        (await stores.Views.FindUserIdAsync("NOBODY", default)).Should().BeNull();
    }

    [Fact]
    public async Task An_address_leads_to_who_has_it_now()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        (await stores.Views.FindUserIdByEmailAsync("ADA@EXAMPLE.ORG", default)).Should().Be(ada.UserId);

        await stores.AppendAsync(ada, new UserEmailChanged("new@example.org", "NEW@EXAMPLE.ORG", BySomebodyElse: false));

        (await stores.Views.FindUserIdByEmailAsync("ADA@EXAMPLE.ORG", default)).Should().BeNull();
        (await stores.Views.FindUserIdByEmailAsync("NEW@EXAMPLE.ORG", default)).Should().Be(ada.UserId);
    }

    [Fact]
    public async Task A_tag_leads_to_who_has_it_and_no_two_users_have_one()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        ada = await stores.AppendAsync(ada, new UserAffiliateTagSet("Friends", "FRIENDS"), new UserAffiliateTagSet("More", "MORE"));

        (await other.Views.FindUserIdByTagAsync("FRIENDS", default)).Should().Be(ada.UserId);
        (await FluentActions.Awaiting(() => other.AppendAsync(bob, new UserAffiliateTagSet("friends", "FRIENDS"))).Should().ThrowAsync<RefusedException>())
            .Which.Refusal.Should().Be(Refusals.AffiliateTagTaken);

        await stores.AppendAsync(ada, new UserAffiliateTagSet("Others", "OTHERS", Replaces: "FRIENDS"));
        (await other.Views.FindUserIdByTagAsync("FRIENDS", default)).Should().BeNull();
        await other.AppendAsync(bob, new UserAffiliateTagSet("friends", "FRIENDS"));
        (await stores.Views.FindUserIdByTagAsync("FRIENDS", default)).Should().Be(bob.UserId);
        (await stores.Views.FindUserIdByTagAsync("MORE", default)).Should().Be(ada.UserId);
    }

    [Fact]
    public async Task Those_who_are_locked_are_found_as_they_are_now()
    {
        await using var stores = await OpenAsync();
        await stores.CreateAsync("ada");
        var bob = await stores.AppendAsync(await stores.CreateAsync("bob"), new UserLocked(Examples.Noon));
        var carl = await stores.AppendAsync(await stores.CreateAsync("carl"), new UserLocked(Examples.Noon));
        await stores.AppendAsync(carl, new UserUnlocked());

        (await stores.Views.FindLockedAsync(default)).Should().ContainSingle().Which.Should().BeEquivalentTo(bob.Info);
    }

    [Fact]
    public async Task Those_whom_a_user_brought_in_are_counted()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        await stores.CreateAsync(Examples.CreatedAs("bob", "bob@example.org") with { AffiliateId = ada.UserId.Value });
        await stores.CreateAsync(Examples.CreatedAs("carl", "carl@example.org") with { AffiliateId = ada.UserId.Value });

        (await stores.Views.CountAffiliatesAsync(ada.UserId, default)).Should().Be(2);
        (await stores.Views.CountAffiliatesAsync(new(0), default)).Should().Be(0);
    }

    [Fact]
    public async Task A_document_is_read_as_it_was_put_by_every_host()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();

        var ada = await stores.AppendAsync(await stores.NewAsync(), Examples.OfEveryEvent);

        foreach (var host in new[] { stores, other })
        {
            var seen = await host.Views.FindAsync(ada.UserId, default);
            seen!.Info.Should().BeEquivalentTo(ada.Info, exactly => exactly.WithStrictOrdering());
            seen.Version.Should().Be(ada.Version);
        }
    }

    [Fact]
    public async Task The_version_is_that_of_the_stream_also_where_the_document_shows_nothing_of_it()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"), new UserConfigSet("b", "2"));
        await stores.AppendAsync(Appends.SignIn(ada));

        (await stores.Views.FindAsync(ada.UserId, default))!.Version.Should().Be(3);
        (await stores.Views.FindWithAsync<UserConfigEntry>(ada.UserId, default))!.Version.Should().Be(3);
    }

    [Fact]
    public async Task There_is_a_row_for_each_key_with_its_last_value()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");
        ada = await stores.AppendAsync(ada, new UserConfigSet("a", "1"), new UserConfigSet("b", "1"), new UserConfigSet("a", "2"));
        ada = await other.AppendAsync(ada, new UserConfigSet("b", "3"));

        var seen = await stores.Views.FindWithAsync<UserConfigEntry>(ada.UserId, default);

        seen!.Info.Should().BeEquivalentTo(ada.Info, exactly => exactly.WithStrictOrdering());
        seen.Rows.OrderBy(row => row.Key, StringComparer.Ordinal).Should().Equal(
            Row(ada, "a", "2", position: 4), Row(ada, "b", "3", position: 5));
    }

    [Fact]
    public async Task A_row_that_was_taken_out_is_gone_and_can_come_back()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"), new UserConfigSet("b", "1"));

        ada = await stores.AppendAsync(ada, new UserConfigRemoved("a"));
        (await RowsAsync(stores, ada)).Should().Equal(Row(ada, "b", "1", position: 3));

        ada = await stores.AppendAsync(ada, new UserConfigSet("a", "2"));
        (await RowsAsync(stores, ada)).Should().Equal(Row(ada, "a", "2", position: 5), Row(ada, "b", "1", position: 3));
    }

    [Fact]
    public async Task A_row_that_is_put_and_taken_out_in_one_append_is_not_there()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");

        ada = await stores.AppendAsync(ada, new UserConfigSet("a", "1"), new UserConfigRemoved("a"));

        (await RowsAsync(stores, ada)).Should().BeEmpty();
    }

    [Fact]
    public async Task Users_do_not_see_each_others_rows()
    {
        await using var stores = await OpenAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        ada = await stores.AppendAsync(ada, new UserConfigSet("same", "ada's"));
        bob = await stores.AppendAsync(bob, new UserConfigSet("same", "bob's"));

        await stores.AppendAsync(bob, new UserConfigRemoved("same"));

        (await RowsAsync(stores, ada)).Should().Equal(Row(ada, "same", "ada's", position: 2));
        (await RowsAsync(stores, bob)).Should().BeEmpty();
    }

    public static TheoryData<string, string> Texts => new()
    {
        { "key", "" },
        { " key with spaces ", " \t\r\n " },
        { "1/2/a", "'; drop table users; --" },
        { "Zo\u00eb", "not the same key as" },
        { "Zoe\u0308", "Zo\u00eb" },
        { "\"quoted\" \\ {json}", """{"a":[1,null,"\u2028"]}""" },
        { "😀", "日本 \u2028 \ud83d\ude00 \u007f \ufffe \uffff" },
        { new('k', 256), new('v', 65_536) },
        { new('\uffee', 256), new('\uffee', 65_536) },
    };

    [Theory, MemberData(nameof(Texts))]
    public async Task Any_text_is_read_as_it_was_put(string key, string value)
    {
        await using var stores = await OpenAsync();
        var ada = await stores.AppendAsync(
            await stores.CreateAsync("ada"), new UserConfigSet(key, value), new UserConfigSet(key.ToUpperInvariant() + "!", "another key"));

        (await RowsAsync(stores, ada)).Should().Contain(Row(ada, key, value, position: 2)).And.HaveCount(2);
        (await stores.Views.FindConfigAsync(ada.UserId, default))!.Pairs.Should().Contain(new ConfigPair(key, value)).And.HaveCount(2);
        (await stores.ReadAsync(ada.Stream))[1].Event.Should().Be(new UserConfigSet(key, value));
    }

    [Fact]
    public async Task A_user_is_found_by_the_key_of_his_name_from_every_host()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var zoe = await stores.CreateAsync(Examples.CreatedAs(" Zoe\u0308 Smith", "zoe@example.org"));
        await stores.CreateAsync("ada");

        (await other.Views.FindUserIdAsync(TextKey.Of("zo\u00eb SMITH "), default)).Should().Be(zoe.UserId);
        (await stores.Views.FindUserIdAsync("Zo\u00eb Smith", default)).Should().BeNull("keys are compared as they stand");
    }

    /// <summary>The writer's only row always has the version of the stream as its position, so that a mixture of two versions shows.</summary>
    [Fact]
    public async Task Version_document_and_rows_come_from_one_moment()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "0"));

        var writing = Task.Run(async () =>
        {
            var state = ada;
            for (var i = 0; i < 60; i++)
                state = await stores.AppendAsync(state, new UserSignInFailed(Examples.Noon), new UserConfigSet("a", $"{i}"));
        });
        do
        {
            var seen = (await other.Views.FindWithAsync<UserConfigEntry>(ada.UserId, default))!;
            seen.Rows.Should().ContainSingle().Which.Position.Should().Be(seen.Version);
            seen.Info.FailedAttempts.Should().Be((int)((seen.Version - 2) / 2));
            var alone = (await other.Views.FindAsync(ada.UserId, default))!;
            alone.Info.FailedAttempts.Should().Be((int)((alone.Version - 2) / 2));
        }
        while (!writing.IsCompleted);
        await writing;
    }

    [Fact]
    public async Task Whoever_writes_reads_it_at_once_everywhere()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");

        for (var i = 0; i < 20; i++)
        {
            ada = await (i % 2 == 0 ? stores : other).AppendAsync(ada, new UserConfigSet("a", $"{i}"));
            (await RowsAsync(i % 2 == 0 ? other : stores, ada)).Should().ContainSingle().Which.Value.Should().Be($"{i}");
        }
    }

    private static async Task<IEnumerable<UserConfigEntry>> RowsAsync(Stores stores, UserState user) =>
        (await stores.Views.FindWithAsync<UserConfigEntry>(user.UserId, default))!.Rows.OrderBy(row => row.Key, StringComparer.Ordinal);

    private static UserConfigEntry Row(UserState user, string key, string value, long position) =>
        new(user.UserId.Value, key, value, Appends.Origin.By, Examples.Noon, Appends.Origin.Call, position);
}
