using MediatR;
using UserDomain.Accounts;
using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Permissions;
using UserDomain.Profile;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.SignIn;

/// <summary>Who calls is asked for once in a while, and what was found then counts for less than a second, and at this host until it changes him.</summary>
public sealed class KnownCallerSpecs : IDisposable
{
    private const string Here = "10.0.0.1";
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    private readonly CallSpec calls = new();

    public KnownCallerSpecs() => calls.Clock.Hold();

    private WatchedSessions Sessions => calls.Here.Sessions;

    /// <summary>What may happen to a caller at a host, and how he is found then.</summary>
    private static readonly Dictionary<string, (Func<Given, CallHost, Task> Make, Predicate<Caller?> Shows)> Happenings = new()
    {
        ["a permission is revoked"] = (
            (ada, host) => ada.TheServer(new RevokeUserPermission(ada.UserId.Value, null, "Trading"), host), caller => !caller!.Holds("Trading")),
        ["he is locked"] = (LockAsync, caller => caller is null),
        ["he has a new password"] = ((ada, host) => ada.TheServer(new SetPassword(ada.UserId.Value, null, new("Password-2")), host), caller => caller is null),
        ["he signs out"] = (async (ada, host) => await ada.Calls.When(await ada.CallerAsync(), new LogOut()).On(host).ThenDone(), caller => caller is null),
        ["he is signed out"] = ((ada, host) => ada.TheServer(new ForceUserLogoff("ada"), host), caller => caller is null),
        ["his key is removed"] = ((ada, host) => ada.TheServer(new RemoveUserAPIKey(ada.UserId.Value, null, ada.ApiKey), host), caller => caller is null),
        ["he gives a second factor"] = (
            async (ada, host) => await host.Callers.ConfirmAsync((await ada.CallerAsync()).Session!, default), caller => caller!.SecondFactorConfirmed),
        ["he has another account"] = (
            (ada, host) => ada.TheServer(new AddUserAccount(77, ada.UserId.Value, null), host), caller => caller!.Accounts.Contains(77)),
    };

    public static TheoryData<string> Changes => [.. Happenings.Keys];

    [Fact]
    public async Task A_hundred_calls_ask_once()
    {
        var token = await calls.SignInAsync(await calls.GivenAsync("ada"));

        for (var i = 0; i < 100; i++)
            (await FindAsync(token)).Should().NotBeNull();

        Sessions.Reads.Should().Be(1);
    }

    [Fact]
    public async Task Who_is_known_is_found_without_garbage()
    {
        var token = await calls.SignInAsync(await calls.GivenAsync("ada"));
        await calls.Here.Callers.FindAsync(token, Here, default);

        var garbage = await Garbage.OfAsync(async () =>
        {
            for (var i = 0; i < 1000; i++)
                await calls.Here.Callers.FindAsync(token, Here, default);
        });

        garbage.Should().BeLessThan(1000, "that is less than a byte each");
    }

    [Fact]
    public async Task What_was_found_counts_from_before_it_was_asked_for_and_less_than_a_second()
    {
        var token = await calls.SignInAsync(await calls.GivenAsync("ada"));
        Sessions.BeforeNextAnswer(() => Task.Run(() => calls.Clock.Advance(KnownCallers.Longest - (2 * Instant))));
        await FindAsync(token);

        calls.Clock.Advance(Instant);
        await FindAsync(token);
        Sessions.Reads.Should().Be(1);
        calls.Clock.Advance(Instant);
        await FindAsync(token);

        Sessions.Reads.Should().Be(2);
        KnownCallers.Longest.Should().BeLessThan(Promised);
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task What_another_host_does_counts_before_a_second_has_passed(string change)
    {
        var (ada, (make, shows)) = (await GivenAsync(), Happenings[change]);
        shows(await FindAsync(ada.Token)).Should().BeFalse();

        await make(ada, calls.There);
        calls.Clock.Advance(Promised);

        shows(await FindAsync(ada.Token)).Should().BeTrue();
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task What_this_host_does_counts_at_once(string change)
    {
        var (ada, (make, shows)) = (await GivenAsync(), Happenings[change]);
        await FindAsync(ada.Token);

        await make(ada, calls.Here);

        shows(await FindAsync(ada.Token)).Should().BeTrue();
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task What_was_asked_for_before_a_change_is_told_to_nobody_who_comes_after_it(string change)
    {
        var (ada, (make, shows)) = (await GivenAsync(), Happenings[change]);
        var (held, letGo) = Hold();
        var before = FindAsync(ada.Token);
        await held;

        await make(ada, calls.Here);
        var after = FindAsync(ada.Token);
        letGo.SetResult();

        shows(await before).Should().BeFalse("he came in before it");
        shows(await after).Should().BeTrue("he joins the one who asks already, which is too early");
        shows(await FindAsync(ada.Token)).Should().BeTrue("nor is it kept");
    }

    [Fact]
    public async Task Calls_at_once_ask_together_and_who_leaves_takes_nobody_along()
    {
        var token = await calls.SignInAsync(await calls.GivenAsync("ada"));
        var (held, letGo) = Hold();
        using var leaves = new CancellationTokenSource();
        var first = calls.Here.Callers.FindAsync(token, Here, leaves.Token).AsTask();
        await held;
        var others = Enumerable.Range(0, 9).Select(_ => FindAsync(token)).ToArray();

        await leaves.CancelAsync();
        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();
        letGo.SetResult();

        (await Task.WhenAll(others)).Should().NotContainNulls();
        Sessions.Reads.Should().Be(1);
    }

    [Fact]
    public async Task Nobody_joins_who_has_asked_for_too_long()
    {
        var token = await calls.SignInAsync(await calls.GivenAsync("ada"));
        var (held, letGo) = Hold();
        var first = FindAsync(token);
        await held;

        calls.Clock.Advance(KnownCallers.Longest);

        (await FindAsync(token)).Should().NotBeNull();
        Sessions.Reads.Should().Be(2);
        letGo.SetResult();
        await first;
        (await FindAsync(token)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_session_is_known_by_the_address_it_was_asked_for_with()
    {
        var token = await calls.SignInAsync(await calls.GivenAsync("ada"));

        await FindAsync(token);
        await calls.Here.Callers.FindAsync(token, "10.0.0.2", default);

        Sessions.Reads.Should().Be(2, "it may be bound to the first");
    }

    /// <summary>One session has one place, however many addresses it is used from.</summary>
    [Fact]
    public async Task Where_there_is_no_room_left_who_was_asked_for_first_is_known_no_more()
    {
        var token = await calls.SignInAsync(await calls.GivenAsync("ada"));
        foreach (var from in new[] { 1, 2, 3, 4, 5, 2, 3, 4, 5 })
        {
            (await calls.Here.Callers.FindAsync(token, $"10.0.0.{from}", default)).Should().NotBeNull();
            calls.Clock.Advance(Instant);
        }

        Sessions.Reads.Should().Be(5, "there is room for four");
        await calls.Here.Callers.FindAsync(token, "10.0.0.1", default);
        Sessions.Reads.Should().Be(6);
    }

    [Fact]
    public async Task Who_is_nobody_is_asked_for_each_time()
    {
        var token = Tokens.New();

        (await FindAsync(token)).Should().BeNull();
        (await FindAsync(token)).Should().BeNull();
        (await FindAsync(new Secret(new string('é', 5000)))).Should().BeNull();

        Sessions.Reads.Should().Be(3);
    }

    [Fact]
    public async Task What_fails_is_asked_for_again()
    {
        var token = await calls.SignInAsync(await calls.GivenAsync("ada"));
        Sessions.BeforeNextAnswer(() => throw new StoreUnavailableException(new TimeoutException()));

        await FluentActions.Awaiting(() => FindAsync(token)).Should().ThrowAsync<StoreUnavailableException>();

        (await FindAsync(token)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_change_of_config_leaves_the_caller_known_and_what_rests_on_his_version_is_decided_again()
    {
        var (admin, ada) = (await calls.GivenAsync("admin", new UserPermissionGranted("Operator")), await calls.GivenAsync("ada"));
        var token = await calls.SignInAsync(admin);
        await FindAsync(token);

        await calls.When(await CallerAsync(token), new SetUserConfig(null, null, new([new("theme", "dark")]))).ThenDone();
        await CallerAsync(token);
        Sessions.Reads.Should().Be(1);
        await calls.When(await CallerAsync(token), new SetUserInfo(ada.Value, null, null, "new@example.org", null, null, null)).AnswerAsync();

        (await calls.InfoAsync(ada)).Email.Should().Be("new@example.org");
        await CallerAsync(token);
        Sessions.Reads.Should().Be(3, "once for the append that rested on an older version, once since that was found out");
    }

    public void Dispose() => calls.Dispose();

    private Task<Caller?> FindAsync(Secret token) => calls.Here.Callers.FindAsync(token, Here, default).AsTask();

    private async Task<Caller> CallerAsync(Secret token) => (await FindAsync(token))!;

    /// <summary>The next caller is looked for and not told of until it is let go.</summary>
    private (Task Held, TaskCompletionSource LetGo) Hold()
    {
        var (held, letGo) = (new TaskCompletionSource(), new TaskCompletionSource());
        Sessions.BeforeNextAnswer(() =>
        {
            held.SetResult();
            return letGo.Task;
        });
        return (held.Task, letGo);
    }

    /// <summary>Somebody with a session that a key of his opened, so that everything can be taken from him.</summary>
    private async Task<Given> GivenAsync()
    {
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Trading"));
        await calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("Password-1"))).ThenDone();
        var key = await calls.When(ada, new AddUserAPIKey(null, null, ["Trading"]));
        return new(calls, ada, key.ApiKey, await calls.SignInAsync(ada, key.ApiKey));
    }

    private static async Task LockAsync(Given ada, CallHost host)
    {
        while (!(await ada.Calls.InfoAsync(ada.UserId)).Locked)
            await ada.Calls.When(Caller.Nobody, new AuthenticateUser("ada", new("wrong"))).On(host).AnswerAsync();
    }

    private sealed record Given(CallSpec Calls, UserId UserId, string ApiKey, Secret Token)
    {
        /// <summary>He as he is, for what takes no finding out.</summary>
        public async Task<Caller> CallerAsync() => (await Calls.Store.FindAsync(Token, null, default))!;

        public Task TheServer(IRequest<Done> call, CallHost host) => Calls.When(CallSpec.TheServer, call).On(host).ThenDone();
    }
}
