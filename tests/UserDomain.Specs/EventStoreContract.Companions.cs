using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;

namespace UserDomain.Specs;

public abstract partial class EventStoreContract
{
    private const string Address = "10.0.0.1";

    [Fact]
    public async Task A_verifier_is_found_until_another_takes_its_place()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        (await stores.Verifiers.FindAsync(ada.UserId, default)).Should().BeNull();

        ada = await stores.AppendAsync(ada, new UserPasswordChanged(), new VerifierSet(ada.UserId, new("first")));
        (await other.Verifiers.FindAsync(ada.UserId, default))!.Reveal().Should().Be("first");

        await other.AppendAsync(ada, new UserPasswordChanged(), new VerifierSet(ada.UserId, new("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA")));
        (await stores.Verifiers.FindAsync(ada.UserId, default))!.Reveal().Should().Be("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA");
        (await stores.Verifiers.FindAsync(bob.UserId, default)).Should().BeNull();
    }

    [Fact]
    public async Task A_code_is_found_until_it_is_replaced_or_cleared()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        var issued = new UserEmailCodeIssued(Examples.Noon);
        await stores.AppendAsync(bob, issued, new EmailCodeSet(bob.UserId, new("bob's"), Examples.Noon));

        ada = await stores.AppendAsync(ada, issued, new EmailCodeSet(ada.UserId, new("first"), Examples.Noon));
        (await other.EmailCodes.FindAsync(ada.UserId, default))!.Reveal().Should().Be("first");
        ada = await stores.AppendAsync(ada, issued, new EmailCodeSet(ada.UserId, new("second"), Examples.Noon));
        (await other.EmailCodes.FindAsync(ada.UserId, default))!.Reveal().Should().Be("second");
        ada = await stores.AppendAsync(ada, new UserEmailVerified(), new EmailCodeCleared(ada.UserId));
        (await other.EmailCodes.FindAsync(ada.UserId, default)).Should().BeNull();
        await stores.AppendAsync(ada, new UserEmailVerified(), new EmailCodeCleared(ada.UserId));
        (await other.EmailCodes.FindAsync(bob.UserId, default))!.Reveal().Should().Be("bob's");
    }

    [Fact]
    public async Task The_hash_of_a_reset_code_is_found_until_it_is_replaced_or_cleared()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        var requested = new UserPasswordResetRequested(Examples.Noon);
        (await stores.ResetCodes.FindAsync(ada.UserId, default)).Should().BeNull();

        ada = await stores.AppendAsync(ada, requested, new ResetCodeSet(ada.UserId, "first", Examples.Noon));
        var second = new ResetCodeSet(ada.UserId, "second", Examples.Noon.AddDays(1));
        ada = await stores.AppendAsync(ada, requested, second);
        (await other.ResetCodes.FindAsync(ada.UserId, default)).Should().Be(second);
        await stores.AppendAsync(bob, requested, new ResetCodeCleared(bob.UserId));
        (await other.ResetCodes.FindAsync(ada.UserId, default)).Should().Be(second);
        await stores.AppendAsync(ada, requested, new ResetCodeCleared(ada.UserId));
        (await other.ResetCodes.FindAsync(ada.UserId, default)).Should().BeNull();
    }

    [Fact]
    public async Task A_session_of_a_user_who_is_locked_is_nobodys_until_he_is_unlocked()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        var token = await SignedInAsync(stores, ada);

        ada = await stores.AppendAsync(ada, new UserLocked(Examples.Noon));
        (await stores.Sessions.FindAsync(token, Address, default)).Should().BeNull();
        await stores.AppendAsync(ada, new UserUnlocked());
        (await stores.Sessions.FindAsync(token, Address, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task What_waits_for_a_second_factor_is_no_session_and_what_is_for_setting_one_up_is_one_for_that_alone()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        var (pending, enrolling, confirmed) = (Token(), Token(), Token());
        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, pending) with { Kind = SessionKind.Pending }));
        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, enrolling) with { Kind = SessionKind.Enrolling }));
        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, confirmed) with { SecondFactorConfirmed = true }));

        (await stores.Sessions.FindAsync(pending, Address, default)).Should().BeNull();
        (await stores.Sessions.FindAsync(enrolling, Address, default))!.MayOnlyEnrol.Should().BeTrue();
        (await stores.Sessions.FindAsync(confirmed, Address, default))!.Should().BeEquivalentTo(new { MayOnlyEnrol = false, SecondFactorConfirmed = true });
    }

    [Fact]
    public async Task A_session_tells_who_has_it_as_he_is_now_on_every_host()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserPermissionGranted("Trading"));
        var token = Token();
        (await other.Sessions.FindAsync(token, Address, default)).Should().BeNull();

        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, token)));

        foreach (var host in new[] { stores, other })
        {
            var caller = (await host.Sessions.FindAsync(token, Address, default))!;
            caller.Should().BeEquivalentTo(new { UserId = (UserId?)ada.UserId, AccountId = 10L, OmsId = 1L, OperatorId = 1L, SecondFactorConfirmed = false });
            caller.Session.Should().Be(Tokens.KeyOf(token));
            caller.Permissions.Should().BeEquivalentTo("Trading");
            caller.Accounts.Should().Equal(10);
        }

        await stores.AppendAsync(ada, new UserPermissionGranted("Operator"), new UserAccountAdded(77));
        (await stores.Sessions.FindAsync(token, Address, default))!.Holds("operator").Should().BeTrue();
        await Eventually.HoldsAsync(async () => (await other.Sessions.FindAsync(token, Address, default))!.Holds("operator"), "it comes true a moment later");
        (await other.Sessions.FindAsync(token, Address, default))!.Accounts.Should().Equal(10, 77);
    }

    [Fact]
    public async Task A_session_that_was_ended_is_nobodys_and_the_others_go_on()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");
        var (ended, going) = (await SignedInAsync(stores, ada), await SignedInAsync(stores, ada));

        await stores.Sessions.EndAsync(Tokens.KeyOf(ended), default);
        await stores.Sessions.EndAsync(Tokens.KeyOf(ended), default);
        await stores.Sessions.EndAsync(Tokens.KeyOf(Token()), default);

        (await stores.Sessions.FindAsync(ended, Address, default)).Should().BeNull();
        await Eventually.HoldsAsync(async () => await other.Sessions.FindAsync(ended, Address, default) is null, "it comes true a moment later");
        (await other.Sessions.FindAsync(going, Address, default)).Should().NotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_sessions_of_one_user_end_but_for_one_that_is_spared(bool spare)
    {
        await using var stores = await OpenAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        var (spared, ended, bobs) = (await SignedInAsync(stores, ada), await SignedInAsync(stores, ada), await SignedInAsync(stores, bob));

        await stores.AppendAsync(ada, new UserPasswordChanged(), new SessionsEnded(ada.UserId, spare ? Tokens.KeyOf(spared) : null));

        (await stores.Sessions.FindAsync(ended, Address, default)).Should().BeNull();
        (await stores.Sessions.FindAsync(spared, Address, default) is not null).Should().Be(spare);
        (await stores.Sessions.FindAsync(bobs, Address, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_session_without_an_address_is_found_without_one()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        var token = Token();

        await stores.AppendAsync(Appends.SignIn(ada, new SessionOpened(ada.UserId, Tokens.KeyOf(token), null, "cli")));

        (await stores.Sessions.FindAsync(token, null, default))!.UserId.Should().Be(ada.UserId);
    }

    [Fact]
    public async Task Whose_session_it_is_can_be_told_without_its_address_for_as_long_as_it_is_good()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        var (first, second, bobs) = (await SignedInAsync(stores, ada), await SignedInAsync(stores, ada), await SignedInAsync(stores, bob));

        foreach (var host in new[] { stores, other })
            (await WhoseAsync(host, first)).Should().BeEquivalentTo(ada.Info, exactly => exactly.WithStrictOrdering());
        (await WhoseAsync(stores, Token())).Should().BeNull();

        await stores.Sessions.EndAsync(Tokens.KeyOf(first), default);
        (await WhoseAsync(other, first)).Should().BeNull();
        await stores.AppendAsync(ada, new UserLocked(Examples.Noon));
        (await WhoseAsync(other, second)).Should().BeNull("none of a locked user is good");
        (await WhoseAsync(other, bobs))!.UserName.Should().Be("bob");
    }

    [Fact]
    public async Task What_waits_for_a_second_factor_is_nobodys_session_and_what_a_lost_key_opened_neither()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        var (pending, enrolling, byKey) = (Token(), Token(), Token());
        ada = await stores.AppendAsync(ada, new UserApiKeyAdded("key", "Trading"), new ApiKeySecretSet(ada.UserId, "key", new("secret")));
        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, pending) with { Kind = SessionKind.Pending }));
        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, enrolling) with { Kind = SessionKind.Enrolling }));
        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, byKey) with { ApiKey = "key" }));

        (await WhoseAsync(stores, pending)).Should().BeNull();
        (await WhoseAsync(stores, enrolling)).Should().NotBeNull();
        (await WhoseAsync(stores, byKey)).Should().NotBeNull();
        await stores.AppendAsync(ada, new UserApiKeyRemoved("key"));
        (await WhoseAsync(stores, byKey)).Should().BeNull();
    }

    [Fact]
    public async Task Of_many_sessions_those_can_be_told_that_are_over_whoever_ended_them()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        var (going, ended, bobs, byKey, pending) = (await SignedInAsync(stores, ada), await SignedInAsync(stores, ada), await SignedInAsync(stores, bob), Token(), Token());
        ada = await stores.AppendAsync(ada, new UserApiKeyAdded("key", "Trading"), new ApiKeySecretSet(ada.UserId, "key", new("secret")));
        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, byKey) with { ApiKey = "key" }));
        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, pending) with { Kind = SessionKind.Pending }));
        Secret[] asked = [going, ended, bobs, byKey];
        (await OverAsync(other)).Should().BeEmpty();
        (await OverAsync(other, going)).Should().BeEmpty();
        (await OverAsync(other, asked)).Should().BeEmpty();

        await stores.Sessions.EndAsync(Tokens.KeyOf(ended), default);
        await stores.AppendAsync(bob, new UserLocked(Examples.Noon));
        await stores.AppendAsync(ada, new UserApiKeyRemoved("key"));

        (await OverAsync(other, [.. asked, pending])).Should().BeEquivalentTo([ended, bobs, byKey, pending], "and what is pending is no session yet");
    }

    private static async Task<IReadOnlyList<Secret>> OverAsync(Stores stores, params Secret[] asked)
    {
        var over = await stores.Sessions.FindOverAsync([.. asked.Select(Tokens.KeyOf)], default);
        return [.. asked.Where(token => over.Contains(Tokens.KeyOf(token)))];
    }

    private static ValueTask<UserInfoView?> WhoseAsync(Stores stores, Secret token) => stores.Sessions.FindUserAsync(Tokens.KeyOf(token), default);

    private static async Task<Secret> SignedInAsync(Stores stores, UserState user)
    {
        var token = Token();
        await stores.AppendAsync(Appends.SignIn(user, Opened(user.UserId, token)));
        return token;
    }

    private static Secret Token() => Tokens.New();

    private static SessionOpened Opened(UserId userId, Secret token) => new(userId, Tokens.KeyOf(token), Address, "http");
}
