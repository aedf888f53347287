using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>What every adapter does with keys for the REST endpoint: finds their users as they are now, and keeps one a user.</summary>
public abstract class RestKeysContract
{
    /// <summary>Opens a database of its own for the test, with nothing in it.</summary>
    protected abstract Task<Stores> OpenAsync();

    [Fact]
    public async Task A_key_is_found_with_its_user_as_he_is_now_on_every_host()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        ada = await SetAsync(stores, ada, "h1");
        await SetAsync(other, bob, "h2");

        foreach (var host in new[] { stores, other })
        {
            (await FindAsync(host, "h1")).Should().BeEquivalentTo(new { Version = 2L, Info = new { UserId = ada.UserId.Value, UserName = "ada", Locked = false } });
            (await FindAsync(host, "h2"))!.Info.UserName.Should().Be("bob");
        }

        await other.AppendAsync(ada, new UserLocked(Examples.Noon));
        (await FindAsync(stores, "h1")).Should().BeEquivalentTo(new { Version = 3L, Info = new { Locked = true } });
    }

    [Theory]
    [InlineData("h2")]
    [InlineData("H1")]
    [InlineData("")]
    public async Task A_key_that_there_is_not_is_nobodys(string hash)
    {
        await using var stores = await OpenAsync();
        await SetAsync(stores, await stores.CreateAsync("ada"), "h1");

        (await FindAsync(stores, hash)).Should().BeNull();
    }

    [Fact]
    public async Task A_new_key_takes_the_place_of_the_one_before_on_every_host_and_of_no_others()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        ada = await SetAsync(stores, ada, "h1");
        await SetAsync(stores, bob, "h2");
        (await FindAsync(other, "h1")).Should().NotBeNull();

        await SetAsync(stores, ada, "h3");

        foreach (var host in new[] { stores, other })
        {
            (await FindAsync(host, "h1")).Should().BeNull();
            (await FindAsync(host, "h2"))!.Info.UserName.Should().Be("bob");
            (await FindAsync(host, "h3"))!.Info.UserName.Should().Be("ada");
        }
    }

    [Fact]
    public async Task A_key_that_was_revoked_is_gone_on_every_host_and_another_can_follow()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await SetAsync(stores, await stores.CreateAsync("ada"), "h1");

        ada = await stores.AppendAsync(ada, new UserRestKeyRevoked(), new RestKeyCleared(ada.UserId));

        (await FindAsync(stores, "h1")).Should().BeNull();
        (await FindAsync(other, "h1")).Should().BeNull();
        await SetAsync(other, ada, "h2");
        (await FindAsync(stores, "h2")).Should().NotBeNull();
    }

    [Fact]
    public async Task A_key_is_set_with_its_event_or_not_at_all()
    {
        await using var stores = await OpenAsync();
        var ada = await SetAsync(stores, await stores.CreateAsync("ada"), "h1");

        var late = ada with { Version = ada.Version - 1 };
        await FluentActions.Awaiting(() => SetAsync(stores, late, "h2")).Should().ThrowAsync<ConcurrentChangeException>();

        (await FindAsync(stores, "h1")).Should().NotBeNull();
        (await FindAsync(stores, "h2")).Should().BeNull();
    }

    private static Task<UserState> SetAsync(Stores stores, UserState user, string hash) =>
        stores.AppendAsync(user, new UserRestKeyGenerated(), new RestKeySet(user.UserId, new(hash)));

    private static async Task<Seen?> FindAsync(Stores stores, string hash) => await stores.RestKeys.FindAsync(new RestKey(hash), default);
}
