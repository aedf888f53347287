using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Specs;

/// <summary>What every adapter does with API keys: finds them with their secrets and users, bounds sessions by them, and lets a nonce be taken once.</summary>
public abstract class ApiKeysContract
{
    private const string Address = "10.0.0.1";

    /// <summary>Opens a database of its own for the test, with nothing in it.</summary>
    protected abstract Task<Stores> OpenAsync();

    [Fact]
    public async Task A_key_is_found_with_its_secret_and_its_user_as_he_is_now_on_every_host()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        ada = await AddAsync(stores, ada, "k1", "first secret", "Deposit,Trading");
        ada = await AddAsync(other, ada, "k2", "second secret", "Withdraw");
        await AddAsync(stores, bob, "k3", "third secret", "Trading");

        foreach (var host in new[] { stores, other })
        {
            var found = (await host.ApiKeys.FindAsync("k1", default))!;
            found.ApiSecret.Reveal().Should().Be("first secret");
            found.Key.Should().BeEquivalentTo(new { UserId = ada.UserId.Value, ApiKey = "k1" });
            found.Key.Permissions.Should().Equal("Deposit", "Trading");
            found.User.Should().BeEquivalentTo(new { Version = 3L, Info = new { UserId = ada.UserId.Value, UserName = "ada", Locked = false } });
            (await host.ApiKeys.FindAsync("k2", default))!.ApiSecret.Reveal().Should().Be("second secret");
            (await host.ApiKeys.FindAsync("k3", default))!.User.Info.UserName.Should().Be("bob");
        }

        await other.AppendAsync(ada, new UserLocked(Examples.Noon));
        (await stores.ApiKeys.FindAsync("k1", default))!.User.Should().BeEquivalentTo(new { Version = 4L, Info = new { Locked = true } });
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("K1")]
    [InlineData("k1 ")]
    [InlineData("")]
    public async Task A_key_that_there_is_not_is_not_found(string key)
    {
        await using var stores = await OpenAsync();
        await AddAsync(stores, await stores.CreateAsync("ada"), "k1", "secret", "Trading");

        (await stores.ApiKeys.FindAsync(key, default)).Should().BeNull();
    }

    [Fact]
    public async Task A_key_that_was_removed_is_gone_on_every_host_with_the_sessions_that_it_opened_and_no_others()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await AddAsync(stores, await stores.CreateAsync("ada"), "k1", "secret", "Trading");
        ada = await AddAsync(stores, ada, "k2", "secret", "Trading");
        var (ended, going, persons) = (await OpenSessionAsync(stores, ada, "k1"), await OpenSessionAsync(stores, ada, "k2"), await OpenSessionAsync(stores, ada, null));
        (await other.Sessions.FindAsync(ended, Address, default)).Should().NotBeNull();

        await stores.AppendAsync(ada, new UserApiKeyRemoved("k1"), new ApiKeySecretCleared("k1"));

        foreach (var host in new[] { stores, other })
        {
            (await host.ApiKeys.FindAsync("k1", default)).Should().BeNull();
            (await host.ApiKeys.FindAsync("k2", default)).Should().NotBeNull();
            (await host.Sessions.FindAsync(ended, Address, default)).Should().BeNull();
            (await host.Sessions.FindAsync(going, Address, default)).Should().NotBeNull();
            (await host.Sessions.FindAsync(persons, Address, default)).Should().NotBeNull();
        }
    }

    [Fact]
    public async Task A_session_that_a_key_opened_holds_what_both_the_key_and_its_user_hold_now()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserPermissionGranted("Trading"), new UserPermissionGranted("Operator"));
        ada = await AddAsync(stores, ada, "k1", "secret", "Trading,Withdraw");
        var token = await OpenSessionAsync(stores, ada, "k1");

        var caller = (await stores.Sessions.FindAsync(token, Address, default))!;
        caller.Should().BeEquivalentTo(new { ApiKey = "k1", SecondFactorConfirmed = false, UserId = (UserId?)ada.UserId });
        caller.Permissions.Should().BeEquivalentTo("Trading");

        await stores.AppendAsync(ada, new UserPermissionRevoked("Trading"), new UserPermissionGranted("Withdraw"));
        (await stores.Sessions.FindAsync(token, Address, default))!.Permissions.Should().BeEquivalentTo("Withdraw");
    }

    [Fact]
    public async Task A_nonce_is_taken_once_for_each_key()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var longest = new string('ñ', 128);

        (await stores.ApiKeys.TakeNonceAsync("k1", "1", default)).Should().BeTrue();
        (await stores.ApiKeys.TakeNonceAsync("k1", "1", default)).Should().BeFalse();
        (await other.ApiKeys.TakeNonceAsync("k1", "1", default)).Should().BeFalse();
        (await other.ApiKeys.TakeNonceAsync("k2", "1", default)).Should().BeTrue("it is another key's");
        (await stores.ApiKeys.TakeNonceAsync("k1", "2", default)).Should().BeTrue();
        (await other.ApiKeys.TakeNonceAsync("k1", longest, default)).Should().BeTrue();
        (await stores.ApiKeys.TakeNonceAsync("k1", longest, default)).Should().BeFalse();
    }

    [Fact]
    public async Task Of_fifty_who_take_one_nonce_at_once_one_has_it()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var taken = 0;

        var outcomes = await Racing.AllAsync(50, async i =>
        {
            if (await (i % 2 == 0 ? stores : other).ApiKeys.TakeNonceAsync("k1", "once", default))
                Interlocked.Increment(ref taken);
        });

        outcomes.Should().OnlyContain(outcome => outcome == null);
        taken.Should().Be(1);
    }

    private static Task<UserState> AddAsync(Stores stores, UserState user, string key, string secret, string permissions) =>
        stores.AppendAsync(user, new UserApiKeyAdded(key, permissions), new ApiKeySecretSet(user.UserId, key, new(secret)));

    private static async Task<Secret> OpenSessionAsync(Stores stores, UserState user, string? key)
    {
        var token = Tokens.New();
        await stores.AppendAsync(Appends.SignIn(user, new SessionOpened(user.UserId, Tokens.KeyOf(token), Address, "http") { ApiKey = key }));
        return token;
    }
}
