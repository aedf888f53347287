using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Calls;

/// <summary>Where another host was faster between decision and append, a command is decided again, from access on.</summary>
public sealed class ConflictSpecs : IDisposable
{
    private const int Attempts = 40;

    private readonly CallSpec calls = new();

    [Fact]
    public async Task A_command_is_decided_again_on_what_another_host_has_made_of_the_user()
    {
        var ada = await calls.GivenAsync("ada");
        calls.Here.Store.BeforeNextAppend(() => calls.When(ada, Set("theme", "light")).On(calls.There).AnswerAsync());

        await calls.When(ada, Set("theme", "dark")).ThenDone();

        calls.Here.Store.Appends.Should().Be(2);
        (await calls.HistoryAsync(ada, after: 1)).Should().Equal(new UserConfigSet("theme", "light"), new UserConfigSet("theme", "dark"));
    }

    [Fact]
    public async Task Decided_again_there_may_be_nothing_left_to_do()
    {
        var ada = await calls.GivenAsync("ada");
        calls.Here.Store.BeforeNextAppend(() => calls.When(ada, Set("theme", "dark")).On(calls.There).AnswerAsync());

        await calls.When(ada, Set("theme", "dark")).ThenDone();

        (await calls.VersionAsync(ada)).Should().Be(2);
    }

    [Fact]
    public async Task Decided_again_it_may_be_refused()
    {
        var colleague = await calls.GivenAsync("colleague", new UserPermissionGranted("Trading"));
        var ada = await calls.GivenAsync("ada");
        calls.Here.Store.BeforeNextAppend(() => calls.HappenedAsync(ada, new UserPermissionGranted("AdminUI")));

        await calls.When(colleague, new SetUserConfig(ada.Value, null, new([new("a", "1")]))).ThenRefused(Refusals.NotAuthorized);

        (await calls.VersionAsync(ada)).Should().Be(2);
    }

    [Fact]
    public async Task Two_hosts_that_race_on_one_user_lose_nothing()
    {
        var ada = await calls.GivenAsync("ada");

        var outcomes = await Racing.AllAsync(32, i =>
            calls.When(ada, Set($"key {i}", "1")).On(i % 2 == 0 ? calls.Here : calls.There).AnswerAsync());

        outcomes.Should().OnlyContain(outcome => outcome == null);
        (await calls.HistoryAsync(ada, after: 1)).Should().HaveCount(32).And.OnlyHaveUniqueItems();
        (await calls.When(ada, new GetUserConfig(null, null))).Should().HaveCount(32);
    }

    [Fact]
    public async Task It_is_given_up_when_another_host_is_faster_time_and_again()
    {
        var ada = await calls.GivenAsync("ada");
        calls.Here.Store.BeforeAppend = _ => calls.HappenedAsync(ada, new UserConfigSet("other", "1"));

        await calls.When(ada, Set("theme", "dark")).Awaiting(call => call.AnswerAsync()).Should().ThrowAsync<ConcurrentChangeException>();

        calls.Here.Store.Appends.Should().Be(Attempts);
        (await calls.HistoryAsync(ada)).Should().NotContain(new UserConfigSet("theme", "dark"));
    }

    [Fact]
    public async Task A_new_password_is_hashed_once_however_often_it_is_decided_again()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(ada, new SetUserInfo(null, null, new("Password-1"), null, null, null, null)).AnswerAsync();
        var (hashed, verified) = (calls.Here.Hasher.Hashed, calls.Here.Hasher.Verified);
        var caller = (await calls.Store.FindAsync(await calls.SignInAsync(ada), null, default))!;
        FasterTwice(() => calls.HappenedAsync(ada, new UserConfigSet("other", "1")));

        await calls.When(caller, new SetUserInfo(null, null, new("Password-2"), null, null, null, null)).AnswerAsync();

        calls.Here.Store.Appends.Should().Be(4);
        (calls.Here.Hasher.Hashed - hashed).Should().Be(1);
        (calls.Here.Hasher.Verified - verified).Should().Be(1);
    }

    [Fact]
    public async Task A_password_set_from_the_server_is_hashed_once_too()
    {
        var ada = await calls.GivenAsync("ada");
        FasterTwice(() => calls.HappenedAsync(ada, new UserConfigSet("other", "1")));

        await calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("Password-1"))).ThenDone();

        calls.Here.Store.Appends.Should().Be(3);
        calls.Here.Hasher.Hashed.Should().Be(1);
    }

    [Fact]
    public async Task A_sign_in_is_verified_once_and_ends_on_the_user_as_he_is_now()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("Password-1"))).ThenDone();
        calls.Here.Store.BeforeNextAppend(() => calls.HappenedAsync(ada, new UserLocked(Examples.Noon)));

        await calls.When(Caller.Nobody, new AuthenticateUser("ada", new("Password-1"))).ThenAnswers(new NotSignedInAnswer(true, "User is locked"));

        calls.Here.Hasher.Verified.Should().Be(1);
        (await calls.Store.FindVersionAsync(StreamId.OfSignIns(ada), default)).Should().Be(0);
    }

    [Fact]
    public async Task A_password_that_another_host_changed_meanwhile_does_not_sign_in()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("Password-1"))).ThenDone();
        calls.Here.Store.BeforeNextAppend(() =>
            calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("Password-2"))).On(calls.There).AnswerAsync());

        await calls.When(Caller.Nobody, new AuthenticateUser("ada", new("Password-1")))
            .ThenAnswers(new NotSignedInAnswer(false, "Invalid username or password"));
    }

    [Fact]
    public async Task An_email_that_is_taken_meanwhile_is_refused_and_leaves_no_trace()
    {
        var (ada, bob) = (await calls.GivenAsync("ada"), await calls.GivenAsync("bob"));
        calls.Here.Store.BeforeNextAppend(() => calls.When(bob, Email("wanted@example.org")).On(calls.There).AnswerAsync());

        await calls.When(ada, Email("Wanted@example.org")).ThenRefused(Refusals.EmailTaken);

        (await calls.VersionAsync(ada)).Should().Be(1);
        (await calls.When(ada, Email("free@example.org"))).Email.Should().Be("free@example.org");
    }

    public void Dispose() => calls.Dispose();

    private void FasterTwice(Func<Task> happens)
    {
        var left = 2;
        calls.Here.Store.BeforeAppend = async _ =>
        {
            if (left-- > 0)
                await happens();
        };
    }

    private static SetUserConfig Set(string key, string value) => new(null, null, new([new(key, value)]));

    private static SetUserInfo Email(string email) => new(null, null, null, email, null, null, null);
}
