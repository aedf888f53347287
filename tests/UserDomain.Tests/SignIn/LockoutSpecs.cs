using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.SignIn;

/// <summary>The lock of the wire contract, section 4: five failures within five minutes.</summary>
public sealed class LockoutSpecs : IDisposable
{
    private const string Right = "Password-1";
    private static readonly UserSignInFailed Failed = new(Examples.Noon);

    private readonly CallSpec calls = new();

    [Fact]
    public async Task The_failure_that_reaches_the_threshold_locks_and_what_comes_later_changes_nothing()
    {
        var ada = await GivenAsync();
        var answers = await TryAsync("ada", "wrong", times: 7);

        answers.Should().Equal([.. Enumerable.Repeat("Invalid username or password", 5), "User is locked", "User is locked"]);
        (await TryAsync("ada", Right, times: 1)).Should().Equal("User is locked");
        (await calls.HistoryAsync(ada, after: 2)).Should().Equal(Failed, Failed, Failed, Failed, Failed, new UserLocked(Examples.Noon));
        (await calls.InfoAsync(ada)).Should().BeEquivalentTo(new { Locked = true, LockedAt = Examples.Noon, FailedAttempts = 5 });
    }

    [Fact]
    public async Task A_name_that_is_nobodys_is_answered_as_a_users_is_from_the_first_failure_to_the_lock()
    {
        await GivenAsync();

        (await TryAsync("nobody", "wrong", times: 7)).Should().Equal(await TryAsync("ada", "wrong", times: 7));
        (await TryAsync(" NOBODY", Right, times: 1)).Should().Equal(await TryAsync("ADA ", Right, times: 1));
    }

    [Fact]
    public async Task Both_cost_the_same_number_of_hashes()
    {
        await GivenAsync();
        await TryAsync("ada", "wrong", times: 7);
        var ofUser = calls.Here.Hasher.Verified;

        await TryAsync("nobody", "wrong", times: 7);

        calls.Here.Hasher.Verified.Should().Be(2 * ofUser).And.Be(10);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("nobody")]
    public async Task Failures_longer_ago_than_the_window_do_not_count(string name)
    {
        await GivenAsync();
        for (var failure = 0; failure < 20; failure++)
        {
            (await TryAsync(name, "wrong", times: 1)).Should().Equal("Invalid username or password");
            calls.Clock.Advance(TimeSpan.FromMinutes(1.25)); // never five within five minutes
        }
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("nobody")]
    public async Task The_window_slides(string name)
    {
        await GivenAsync();
        await TryAsync(name, "wrong", times: 1);
        calls.Clock.Advance(TimeSpan.FromMinutes(4));
        await TryAsync(name, "wrong", times: 3);
        calls.Clock.Advance(TimeSpan.FromMinutes(2));
        await TryAsync(name, "wrong", times: 1);
        (await TryAsync(name, "wrong", times: 2)).Should().Equal("Invalid username or password", "User is locked");
    }

    [Fact]
    public async Task A_success_starts_the_count_anew()
    {
        var ada = await GivenAsync();
        await TryAsync("ada", "wrong", times: 4);

        (await TryAsync("ada", Right, times: 1)).Should().Equal("");
        (await calls.InfoAsync(ada)).FailedAttempts.Should().Be(0);
        (await TryAsync("ada", "wrong", times: 4)).Should().OnlyContain(answer => answer == "Invalid username or password");
        (await TryAsync("ada", Right, times: 1)).Should().Equal("");
        (await calls.HistoryAsync(ada, after: 2)).Should().Equal(
            Failed, Failed, Failed, Failed, new UserFailuresCleared(), Failed, Failed, Failed, Failed, new UserFailuresCleared());
    }

    [Fact]
    public async Task Unlocking_starts_the_count_anew()
    {
        await GivenAsync();
        await TryAsync("ada", "wrong", times: 6);
        await calls.When(CallSpec.TheServer, new Unlock(null, "ada")).ThenDone();

        (await TryAsync("ada", "wrong", times: 4)).Should().OnlyContain(answer => answer == "Invalid username or password");
        (await TryAsync("ada", Right, times: 1)).Should().Equal("");
    }

    [Fact]
    public async Task Wrong_passwords_at_once_on_two_hosts_count_exactly_to_the_threshold()
    {
        var ada = await GivenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => TryAsync("ada", $"wrong {i}", times: 1, i % 2 == 0 ? calls.Here : calls.There)));

        (await calls.HistoryAsync(ada, after: 2)).Should().Equal(Failed, Failed, Failed, Failed, Failed, new UserLocked(Examples.Noon));
        answers.Count(answer => answer[0] == "Invalid username or password").Should().Be(5);
        answers.Count(answer => answer[0] == "User is locked").Should().Be(55);
    }

    [Fact]
    public async Task A_session_is_not_honoured_while_its_user_is_locked()
    {
        await GivenAsync();
        var signedIn = (SignedInAnswer)await calls.When(Caller.Nobody, new AuthenticateUser("ada", new(Right))).AnswerAsync();
        await TryAsync("ada", "wrong", times: 5);

        (await calls.Store.FindAsync(new Secret(signedIn.Shown), null, default)).Should().BeNull();
        await calls.When(CallSpec.TheServer, new Unlock(null, "ada")).ThenDone();
        (await calls.Store.FindAsync(new Secret(signedIn.Shown), null, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_password_that_was_changed_while_it_was_looked_at_signs_nobody_in()
    {
        var ada = await GivenAsync();
        calls.Here.Store.BeforeNextAppend(() =>
            calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("Password-2"))).On(calls.There).ThenDone());

        (await TryAsync("ada", Right, times: 1)).Should().Equal("Invalid username or password");
        (await calls.Store.FindVersionAsync(StreamId.OfSignIns(ada), default)).Should().Be(0);
    }

    public void Dispose() => calls.Dispose();

    private async Task<UserId> GivenAsync()
    {
        var ada = await calls.GivenAsync(Examples.Created);
        await calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new(Right))).On(calls.There).ThenDone();
        return ada;
    }

    /// <summary>What each try was answered; empty for a success.</summary>
    private async Task<string[]> TryAsync(string name, string password, int times, CallHost? host = null)
    {
        var answers = new List<string>();
        for (var i = 0; i < times; i++)
        {
            var answer = await calls.When(Caller.Nobody, new AuthenticateUser(name, new(password))).On(host ?? calls.Here).AnswerAsync();
            answers.Add((answer as NotSignedInAnswer)?.ErrorMessage ?? "");
        }

        return [.. answers];
    }
}
