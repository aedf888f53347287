using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Calls;

/// <summary>Each host keeps users ready for their next command. What it kept may be out of date, and no answer may rest on it.</summary>
public sealed class StaleCacheSpecs : IDisposable
{
    private readonly CallSpec calls = new();

    [Fact]
    public async Task Already_so_is_not_said_of_what_another_host_has_changed()
    {
        var ada = await calls.GivenAsync("ada");

        for (var round = 0; round < 3; round++)
        {
            await calls.When(ada, Set("theme", "dark")).On(calls.Here).ThenDone();
            await calls.When(ada, Set("theme", "light")).On(calls.There).ThenDone();
            await calls.When(ada, Set("theme", "dark")).On(calls.Here).ThenDone();
            await calls.When(ada, new GetUserConfig(null, null)).On(calls.There).ThenAnswers([new("theme", "dark")]);
            await calls.When(ada, Set("theme", "")).On(calls.There).ThenDone();
        }
    }

    [Fact]
    public async Task Already_so_is_not_said_of_a_profile_that_another_host_has_changed()
    {
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var ada = await calls.GivenAsync("ada");

        (await calls.When(admin, Profile(ada, email: "one@example.org"))).Email.Should().Be("one@example.org");
        (await calls.When(admin, Profile(ada, email: "two@example.org")).On(calls.There)).Email.Should().Be("two@example.org");
        (await calls.When(admin, Profile(ada, email: "one@example.org"))).Email.Should().Be("one@example.org");
        (await calls.When(admin, new GetUserInfo(null, ada.Value, null)).On(calls.There)).Email.Should().Be("one@example.org");
    }

    [Fact]
    public async Task What_nothing_changed_is_answered_as_it_is_now()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(ada, Set("a", "1")).ThenDone();
        await calls.HappenedAsync(ada, new UserAccountAdded(12), new UserDefaultAccountChanged(12));

        (await calls.When(ada, Profile(ada, use2FA: false))).AccountId.Should().Be(12);
    }

    [Fact]
    public async Task A_key_that_another_host_has_set_is_there_to_be_removed()
    {
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var ada = await calls.GivenAsync("ada");
        await calls.When(admin, new RemoveUserConfig(ada.Value, null, "theme")).ThenRefused(Refusals.KeyUnknown);

        await calls.When(ada, Set("theme", "dark")).On(calls.There).ThenDone();

        await calls.When(admin, new RemoveUserConfig(ada.Value, null, "theme")).ThenDone();
        await calls.When(admin, new RemoveUserConfig(ada.Value, null, "theme")).On(calls.There).ThenRefused(Refusals.KeyUnknown);
    }

    [Fact]
    public async Task Room_that_another_host_has_made_is_there_to_be_used()
    {
        using var small = new CallSpec(new VenueSettings { MaximumConfigBytes = 10 });
        var ada = await small.GivenAsync("ada");
        await small.When(ada, Set("a", "123456789")).ThenDone();
        await small.When(ada, Set("b", "1")).ThenRefused(Refusals.TooMuchConfig);

        await small.When(ada, Set("a", "")).On(small.There).ThenDone();

        await small.When(ada, Set("b", "1")).ThenDone();
    }

    [Fact]
    public async Task Room_that_another_host_has_used_is_not_used_again()
    {
        using var small = new CallSpec(new VenueSettings { MaximumConfigBytes = 10 });
        var ada = await small.GivenAsync("ada");
        await small.When(ada, Set("a", "1")).ThenDone();

        await small.When(ada, Set("b", "1234567")).On(small.There).ThenDone();

        await small.When(ada, Set("c", "1234567")).ThenRefused(Refusals.TooMuchConfig);
    }

    [Fact]
    public async Task Who_has_come_into_reach_on_another_host_is_not_refused()
    {
        var colleague = await calls.GivenAsync(Examples.CreatedAs("colleague", "c@example.org", accountId: 12), new UserPermissionGranted("Trading"));
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var ada = await calls.GivenAsync("ada");
        await calls.When(ada, Set("theme", "dark")).ThenDone();
        await calls.When(colleague, Set(ada, "theme", "light")).ThenRefused(Refusals.NotAuthorized);

        await calls.When(admin, Profile(ada, accountId: 12)).On(calls.There).AnswerAsync();

        await calls.When(colleague, Set(ada, "theme", "light")).ThenDone();
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")] // it is so already: nothing would be appended that could conflict
    public async Task Who_has_got_out_of_reach_on_another_host_is_not_allowed(string theme)
    {
        var colleague = await calls.GivenAsync("colleague", new UserPermissionGranted("Trading"));
        var ada = await calls.GivenAsync("ada");
        await calls.When(colleague, Set(ada, "theme", "dark")).ThenDone();

        await calls.HappenedAsync(ada, new UserPermissionGranted("Operator"));

        await calls.When(colleague, Set(ada, "theme", theme)).ThenRefused(Refusals.NotAuthorized);
        (await calls.HistoryAsync(ada)).OfType<UserConfigSet>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_name_that_does_not_match_is_refused_for_good_reason_only()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(ada, Set("a", "1")).ThenDone();
        await calls.HappenedAsync(ada, new UserConfigSet("a", "2"));

        await calls.When(ada, new SetUserConfig(ada.Value, "bob", new([new("a", "1")]))).ThenRefused(Refusals.UserNameMismatch);
        await calls.When(ada, new SetUserConfig(ada.Value, "ada", null)).ThenInvalid("Config is Required");
    }

    [Fact]
    public async Task Whoever_was_stopped_or_let_in_on_another_host_is_so_at_the_gate()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("Password-1"))).ThenDone();
        (await SignInAsync()).Should().BeOfType<SignedInAnswer>();

        await calls.HappenedAsync(ada, new UserEmailUnverified());
        (await SignInAsync()).Should().Be(new NotSignedInAnswer(false, "Email is not verified"));
        await calls.HappenedAsync(ada, new UserLocked(Examples.Noon));
        (await SignInAsync()).Should().Be(new NotSignedInAnswer(true, "User is locked"));
        await calls.HappenedAsync(ada, new UserUnlocked(), new UserEmailVerified());
        (await SignInAsync()).Should().BeOfType<SignedInAnswer>();

        Task<SignInAnswer> SignInAsync() =>
            calls.When(UserDomain.Calls.Caller.Nobody, new AuthenticateUser("ada", new("Password-1"))).AnswerAsync();
    }

    [Fact]
    public async Task A_lock_that_another_host_has_set_is_there_to_be_lifted()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(CallSpec.TheServer, new Unlock(ada.Value, null)).ThenDone();
        await calls.HappenedAsync(ada, new UserLocked(Examples.Noon));

        await calls.When(CallSpec.TheServer, new Unlock(ada.Value, null)).ThenDone();

        (await calls.InfoAsync(ada)).Locked.Should().BeFalse();
    }

    [Fact]
    public async Task A_user_who_was_looked_for_before_he_was_created_is_found_once_he_is()
    {
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        await calls.When(admin, Set(new(admin.Value + 1), "a", "1")).ThenRefused(Refusals.UserUnknown);

        var ada = await calls.GivenAsync("ada");

        ada.Value.Should().Be(admin.Value + 1);
        await calls.When(admin, Set(ada, "a", "1")).ThenDone();
        await calls.When(admin, new SetUserConfig(null, "ada", new([new("a", "2")]))).ThenDone();
    }

    [Fact]
    public async Task What_is_kept_saves_reading_the_user_again()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(ada, Set("a", "1")).ThenDone();
        var read = calls.Here.Store.Reads;

        for (var i = 0; i < 5; i++)
            await calls.When(ada, Set("a", $"new {i}")).ThenDone();

        calls.Here.Store.Reads.Should().Be(read);
    }

    [Fact]
    public async Task A_user_who_weighs_more_than_may_be_kept_is_read_each_time_and_is_no_other_for_it()
    {
        using var tight = new CallSpec(new VenueSettings { UserCacheBytes = 5_000 });
        var (light, heavy) = (await tight.GivenAsync("light"), await tight.GivenAsync("heavy", new UserConfigSet("a", new('v', 5_000))));
        await tight.When(light, Set("a", "0")).ThenDone();
        var read = tight.Here.Store.Reads;

        for (var i = 1; i <= 3; i++)
        {
            await tight.When(light, Set("a", $"{i}")).ThenDone();
            await tight.When(heavy, Set("b", $"{i}")).ThenDone();
            await tight.When(heavy, Set("b", $"{i}")).ThenDone();
        }

        tight.Here.Store.Reads.Should().Be(read + 6);
        (await tight.HistoryAsync(heavy, after: 2)).Should().HaveCount(3);
    }

    public void Dispose() => calls.Dispose();

    private static SetUserConfig Set(string key, string value) => new(null, null, new([new(key, value)]));

    private static SetUserConfig Set(UserId userId, string key, string value) => new(userId.Value, null, new([new(key, value)]));

    private static SetUserInfo Profile(UserId userId, string? email = null, long? accountId = null, bool? use2FA = null) =>
        new(userId.Value, null, null, email, null, accountId, use2FA);
}
