using UserDomain.Affiliates;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>Users who are found by what they are.</summary>
public abstract partial class ViewsContract
{
    [Fact]
    public async Task All_who_are_locked_now_are_found_as_they_are()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        (await stores.Views.FindLockedAsync(default)).Should().BeEmpty();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        await stores.CreateAsync("carl");

        ada = await stores.AppendAsync(ada, new UserLocked(Examples.Noon));
        bob = await other.AppendAsync(bob, new UserLocked(Examples.Noon));
        (await other.Views.FindLockedAsync(default)).Select(user => user.UserName).Should().BeEquivalentTo("ada", "bob");

        await other.AppendAsync(bob, new UserUnlocked());
        (await stores.Views.FindLockedAsync(default)).Should().BeEquivalentTo([ada.Info], exactly => exactly.WithStrictOrdering());
    }

    [Fact]
    public async Task Who_was_brought_in_by_a_user_is_counted()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        for (var i = 0; i < 3; i++)
            await stores.CreateAsync(Examples.CreatedAs($"user {i}", $"{i}@example.org") with { AffiliateId = ada.UserId.Value, RefererId = bob.UserId.Value });

        (await other.Views.CountAffiliatesAsync(ada.UserId, default)).Should().Be(3);
        (await other.Views.CountAffiliatesAsync(bob.UserId, default)).Should().Be(0);
        (await other.Views.CountAffiliatesAsync(UserId.Nobody, default)).Should().Be(0, "no affiliate is nobody's");
    }

    [Fact]
    public async Task A_user_is_found_by_the_key_of_each_of_his_tags()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");
        ada = await stores.AppendAsync(ada, new UserAffiliateTagSet("One", "ONE"), new UserAffiliateTagSet("Two", "TWO"));
        await stores.AppendAsync(ada, new UserAffiliateTagSet("Three", "THREE", Replaces: "TWO"));

        (await other.Views.FindUserIdByTagAsync("ONE", default)).Should().Be(ada.UserId);
        (await other.Views.FindUserIdByTagAsync("THREE", default)).Should().Be(ada.UserId);
        (await other.Views.FindUserIdByTagAsync("TWO", default)).Should().BeNull();
        (await other.Views.FindUserIdByTagAsync("One", default)).Should().BeNull("keys are compared as they stand");
        (await other.Views.FindWithAsync<UserAffiliateTagEntry>(ada.UserId, default))!.Rows.Should().BeEquivalentTo(
            [new UserAffiliateTagEntry(ada.UserId.Value, "One", "ONE", 2), new UserAffiliateTagEntry(ada.UserId.Value, "Three", "THREE", 4)]);
    }
}
