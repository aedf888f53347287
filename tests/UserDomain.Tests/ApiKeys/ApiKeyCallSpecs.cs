using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.ApiKeys;

/// <summary>Keys are made by people for themselves, shown to those who may see them, and removed (wire contract, section 4).</summary>
public sealed class ApiKeyCallSpecs : IDisposable
{
    private readonly CallSpec calls = new();

    [Fact]
    public async Task A_key_is_shown_with_its_secret_once_and_after_that_without()
    {
        var ada = await AdaAsync();
        var added = await calls.When(ada, new AddUserAPIKey(ada.Value, null, ["withdrawal", "trading"]));

        added.Should().BeEquivalentTo(new { UserId = ada.Value });
        added.Permissions.Should().Equal("Trading", "Withdraw");
        added.ApiKey.Should().MatchRegex("^[0-9a-f]{32}$");
        added.Shown.Should().MatchRegex("^[0-9a-f]{64}$");
        (await calls.HistoryAsync(ada)).Last().Should().Be(new UserApiKeyAdded(added.ApiKey, "Trading,Withdraw"));
        await calls.When(ada, new GetUserAPIKeys(null, null)).ThenAnswers([new ShownApiKey(added.ApiKey, ada.Value, ["Trading", "Withdraw"])]);
        (await FindAsync(added.ApiKey))!.ApiSecret.Reveal().Should().Be(added.Shown);
    }

    [Fact]
    public async Task Keys_are_shown_oldest_first_and_no_two_are_alike()
    {
        var ada = await AdaAsync();
        var added = new List<AddedApiKey>();
        for (var i = 0; i < 4; i++)
        {
            calls.Clock.Advance(TimeSpan.FromSeconds(1));
            added.Add(await calls.When(ada, new AddUserAPIKey(null, "ada", ["Trading"])));
        }

        (await calls.When(ada, new GetUserAPIKeys(null, null))).Select(key => key.ApiKey).Should().Equal(added.Select(key => key.ApiKey));
        added.SelectMany(key => new[] { key.ApiKey, key.Shown }).Should().OnlyHaveUniqueItems();
    }

    /// <summary>Whoever has a user's key passes for him, so nobody makes one for somebody else.</summary>
    [Theory]
    [InlineData("Operator")]
    [InlineData("SUPERUSER")]
    [InlineData("AddUserAPIKey")]
    public async Task Nobody_makes_a_key_for_somebody_else_whatever_he_holds(string permission)
    {
        var ada = await AdaAsync();
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted(permission), new UserPermissionGranted("Operator"));

        await calls.When(admin, new AddUserAPIKey(ada.Value, null, ["Trading"])).ThenRefused(Refusals.NotAuthorized);
        await calls.When(admin, new AddUserAPIKey(null, "ada", ["Trading"])).ThenRefused(Refusals.NotAuthorized);
        await calls.When(admin, new AddUserAPIKey(404, null, ["Trading"])).ThenRefused(Refusals.NotAuthorized);
        await calls.When(CallSpec.TheServer, new AddUserAPIKey(ada.Value, null, ["Trading"])).ThenRefused(Refusals.NotAuthorized);
        await calls.When(Caller.Nobody, new AddUserAPIKey(ada.Value, null, ["Trading"])).ThenRefused(Refusals.NotSignedIn);
        await calls.When(admin, new AddUserAPIKey(null, null, ["Operator"])).AnswerAsync();

        (await calls.HistoryAsync(ada)).OfType<UserApiKeyAdded>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_key_without_permissions_is_no_key()
    {
        var ada = await AdaAsync();
        await calls.When(ada, new AddUserAPIKey(null, null, null)).ThenInvalid("Permissions is Required");
        await calls.When(ada, new AddUserAPIKey(null, null, [])).ThenInvalid("Permissions is Required");
    }

    [Fact]
    public async Task A_user_with_a_second_factor_makes_a_key_only_where_he_gave_it()
    {
        var ada = await AdaAsync(new UserTwoFactorEnabled());
        var confirmed = await CallerAsync(ada, confirmed: true);

        await calls.When(await CallerAsync(ada, confirmed: false), new AddUserAPIKey(null, null, ["Trading"])).ThenRefused(Refusals.NotAuthorized);
        (await calls.When(confirmed, new AddUserAPIKey(null, null, ["Trading"]))).Permissions.Should().Equal("Trading");
    }

    [Fact]
    public async Task Keys_are_shown_to_their_user_and_to_those_who_reach_any_user()
    {
        var ada = await AdaAsync();
        await calls.GivenKeyAsync(ada, "Trading");
        var peer = await calls.GivenAsync("peer", new UserPermissionGranted("Trading"), new UserPermissionGranted("UserOperator"), new UserPermissionGranted("GetUserAPIKeys"));
        var operatorOfHers = await calls.GivenAsync("operator", new UserPermissionGranted("Operator"));
        var ui = await calls.GivenAsync("ui", new UserPermissionGranted("AdminUI"));
        var elsewhere = await calls.GivenAsync(Examples.CreatedAs("elsewhere", "elsewhere@example.org", omsId: 2), new UserPermissionGranted("Operator"));

        foreach (var caller in new[] { ada, operatorOfHers, ui })
            (await calls.When(caller, new GetUserAPIKeys(ada.Value, null))).Should().ContainSingle();
        await calls.When(peer, new GetUserAPIKeys(ada.Value, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(elsewhere, new GetUserAPIKeys(ada.Value, null)).ThenRefused(Refusals.UserUnknown);
        await calls.When(operatorOfHers, new GetUserAPIKeys(404, null)).ThenRefused(Refusals.UserUnknown);
    }

    [Fact]
    public async Task A_key_is_removed_by_its_user_or_by_those_who_reach_any_user()
    {
        var ada = await AdaAsync();
        var (first, second) = (await calls.GivenKeyAsync(ada, "Trading"), await calls.GivenKeyAsync(ada, "Trading"));
        var peer = await calls.GivenAsync("peer", new UserPermissionGranted("Trading"), new UserPermissionGranted("RemoveUserAPIKey"));
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));

        await calls.When(peer, new RemoveUserAPIKey(ada.Value, null, first.ApiKey)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(ada, new RemoveUserAPIKey(null, null, first.ApiKey)).ThenDone();
        (await FindAsync(first.ApiKey)).Should().BeNull();
        await calls.When(admin, new RemoveUserAPIKey(ada.Value, null, second.ApiKey)).ThenDone();
        (await FindAsync(second.ApiKey)).Should().BeNull();
        await calls.When(ada, new GetUserAPIKeys(null, null)).ThenAnswers([]);
    }

    [Fact]
    public async Task Unknown_keys_and_those_of_others_are_not_found()
    {
        var (ada, bob) = (await AdaAsync(), await calls.GivenAsync("bob"));
        var bobs = await calls.GivenKeyAsync(bob, "Trading");
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));

        await calls.When(ada, new RemoveUserAPIKey(null, null, bobs.ApiKey)).ThenRefused(Refusals.ApiKeyUnknown);
        await calls.When(ada, new RemoveUserAPIKey(null, null, "unknown")).ThenRefused(Refusals.ApiKeyUnknown);
        await calls.When(admin, new RemoveUserAPIKey(ada.Value, null, bobs.ApiKey)).ThenRefused(Refusals.ApiKeyUnknown);
        await calls.When(ada, new RemoveUserAPIKey(null, null, null)).ThenInvalid("APIKey is Required");
        (await FindAsync(bobs.ApiKey)).Should().NotBeNull();
    }

    [Fact]
    public async Task Who_removes_anothers_key_must_be_who_he_was_still()
    {
        var ada = await AdaAsync();
        var key = await calls.GivenKeyAsync(ada, "Trading");
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var caller = await SignedInAsync(admin);
        calls.Here.Store.BeforeNextAppend(() => calls.HappenedAsync(admin, new UserPermissionRevoked("Operator")));

        await calls.When(caller, new RemoveUserAPIKey(ada.Value, null, key.ApiKey)).ThenRefused(Refusals.NotAuthorized);

        (await FindAsync(key.ApiKey)).Should().NotBeNull();
    }

    [Fact]
    public async Task Ones_own_key_is_removed_whatever_happens_to_oneself_meanwhile()
    {
        var ada = await AdaAsync();
        var key = await calls.GivenKeyAsync(ada, "Trading");
        calls.Here.Store.BeforeNextAppend(() => calls.HappenedAsync(ada, new UserConfigSet("theme", "dark")));

        await calls.When(ada, new RemoveUserAPIKey(null, null, key.ApiKey)).ThenDone();
    }

    [Fact]
    public async Task Of_two_hosts_that_make_the_last_two_keys_at_once_neither_goes_over_the_bound()
    {
        var ada = await AdaAsync([.. Enumerable.Range(1, User.MaximumApiKeys - 1).Select(n => new UserApiKeyAdded($"k{n}", "Trading"))]);

        var outcomes = await Racing.AllAsync(4, async i =>
            await calls.When(ada, new AddUserAPIKey(null, null, ["Trading"])).On(i % 2 == 0 ? calls.Here : calls.There).AnswerAsync());

        outcomes.Count(outcome => outcome is null).Should().Be(1);
        outcomes.OfType<RefusedException>().Select(no => no.Refusal).Should().OnlyContain(no => no == Refusals.TooManyApiKeys).And.HaveCount(3);
    }

    [Fact]
    public async Task The_secret_stands_in_no_event_no_view_no_log_line_and_no_record_that_prints()
    {
        var ada = await AdaAsync();
        var added = await calls.When(ada, new AddUserAPIKey(null, null, ["Trading"]));
        var signature = Programs.Sign(added.Shown, "n", ada.Value, added.ApiKey);
        await calls.When(Caller.Nobody, new AuthenticateUser(null, null, added.ApiKey, new(signature), ada.Value, new("n"))).AnswerAsync();
        await calls.When(ada, new GetUserAPIKeys(null, null)).AnswerAsync();
        await calls.When(ada, new RemoveUserAPIKey(null, null, added.ApiKey)).ThenDone();

        string?[] seen =
        [
            .. calls.Store.Everything, .. calls.Here.Log.Lines, added.ToString(), new SignedRequest("k", 1, new("n"), new(signature)).ToString(),
            new AuthenticateUser(null, null, added.ApiKey, new(signature), 1, new("n")).ToString(), (await CallerAsync(ada, false)).ToString(),
            new FoundApiKey(null!, new(added.Shown), null!).ToString(),
        ];
        seen.Should().Contain(line => line!.Contains(added.ApiKey, StringComparison.Ordinal), "what is no secret is found, so a secret would be");
        seen.Should().NotContain(line => line!.Contains(added.Shown, StringComparison.OrdinalIgnoreCase) || line.Contains(signature, StringComparison.Ordinal));
    }

    public void Dispose() => calls.Dispose();

    private Task<UserId> AdaAsync(params IReadOnlyList<UserEvent> since) =>
        calls.GivenAsync("ada", [new UserPermissionGranted("Trading"), new UserPermissionGranted("Withdraw"), .. since]);

    private ValueTask<FoundApiKey?> FindAsync(string key) => ((IApiKeys)calls.Store).FindAsync(key, default);

    private async Task<Caller> CallerAsync(UserId userId, bool confirmed)
    {
        var seen = (await calls.Store.FindAsync(userId, default))!;
        return Caller.Of(seen.Info, seen.Version, new EventSourcing.SessionOpened(userId, new("session"), null, "spec") { SecondFactorConfirmed = confirmed }, keyPermissions: null);
    }

    private async Task<Caller> SignedInAsync(UserId userId)
    {
        var token = Tokens.New();
        await calls.Store.AppendAsync(
            Appends.SignIn(await calls.StateAsync(userId), new EventSourcing.SessionOpened(userId, Tokens.KeyOf(token), null, "spec")), default);
        return (await calls.Store.FindAsync(token, null, default))!;
    }
}
