using System.Net;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.ApiKeys;

/// <summary>Requests that are signed with an API key in place of a session, at two hosts on one database.</summary>
public sealed class SignedRequestTests(OneHost first) : IClassFixture<OneHost>, IAsyncLifetime
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    private readonly FakeClock clock = new() { Now = TimeProvider.System.GetUtcNow() };
    private TestHost second = null!;

    public async Task InitializeAsync() => second = await first.Venue.StartHostAsync(clock: clock);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_signed_request_is_its_users_at_every_host_by_post_and_by_get_in_any_case()
    {
        var (user, key) = await GivenAsync("Trading");
        await key.MustCallAsync(first.Host);
        await key.MustCallAsync(second);

        var (nonce, other) = (TestKey.NewNonce(), TestKey.NewNonce());
        (await first.Stranger.GetAsync("/AP/GetUserInfo", key.Headers(nonce))).MustHaveData().GetProperty("userName").GetString().Should().Be(user.Name);
        (await first.Stranger.PostAsync("getuserinfo", "{}",
            ("apikey", key.ApiKey), ("USERID", $"{key.UserId}"), ("nonce", other), ("signature", key.Sign(other).ToUpperInvariant()))).MustHaveData();
        (await key.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""")).MustSucceed();
        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"1"}]""");
    }

    [Theory]
    [InlineData("APIKey", "unknown")]
    [InlineData("APIKey", "")]
    [InlineData("UserId", "1")]
    [InlineData("UserId", "")]
    [InlineData("UserId", "-1")]
    [InlineData("UserId", "one")]
    [InlineData("UserId", "99999999999999999999")]
    [InlineData("Nonce", "another")]
    [InlineData("Nonce", "")]
    [InlineData("Signature", "")]
    [InlineData("Signature", "00")]
    [InlineData("Signature", "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("Signature", "no hex at all, but sixty-four characters long as it ought to be!")]
    public async Task Whatever_is_wrong_with_it_it_is_nobodys_and_leaves_nothing_behind(string header, string value)
    {
        var (_, key) = await GivenAsync("Trading");

        (string, string)[] wrong = [.. key.Headers("n").Where(one => one.Name != header), .. value.Length == 0 ? [] : new[] { (header, value) }];
        (await first.Stranger.PostAsync("GetUserInfo", "not even JSON", wrong)).MustNotKnowTheCaller();

        (await NoncesAsync(key)).Should().Be(0, "strangers cannot fill the table");
        (await key.PostAsync(first.Host, "n")).MustHaveData();
        (await NoncesAsync(key)).Should().Be(1);
    }

    [Fact]
    public async Task A_nonce_is_bounded()
    {
        var (_, key) = await GivenAsync("Trading");
        (await key.PostAsync(first.Host, new string('x', 128))).MustHaveData();
        (await key.PostAsync(first.Host, new string('x', 129))).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task Another_users_id_is_nobodys_though_it_is_signed()
    {
        var (_, key) = await GivenAsync("Trading");
        var other = await first.NewUserAsync();

        (await (key with { UserId = other.Id }).PostAsync("GetUserInfo")).MustNotKnowTheCaller();
    }

    /// <summary>A nonce that ends in a nought would else lend it to the id, and be another nonce under the same signature.</summary>
    [Fact]
    public async Task A_signature_is_not_used_again_with_the_end_of_its_nonce_before_the_id()
    {
        var (_, key) = await GivenAsync("Trading");
        (await key.PostAsync(first.Host, "10")).MustHaveData();

        (await first.Stranger.PostAsync("GetUserInfo", "{}",
            ("APIKey", key.ApiKey), ("UserId", $"0{key.UserId}"), ("Nonce", "1"), ("Signature", key.Sign("10")))).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task A_request_is_not_let_in_twice_at_any_host()
    {
        var (_, key) = await GivenAsync("Trading");
        (await key.PostAsync(first.Host, "1")).MustHaveData();

        (await key.PostAsync(first.Host, "1")).MustNotKnowTheCaller();
        (await key.PostAsync(second, "1")).MustNotKnowTheCaller();
        (await key.PostAsync(second, "2")).MustHaveData();
        (await (await GivenAsync("Trading")).Key.PostAsync(second, "1")).MustHaveData();
    }

    [Fact]
    public async Task Of_fifty_with_one_nonce_at_once_at_two_hosts_one_is_let_in()
    {
        var (_, key) = await GivenAsync("Trading");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => key.PostAsync(i % 2 == 0 ? first.Host : second, "once"))));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).Should().Be(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized).Should().Be(49);
    }

    [Fact]
    public async Task A_key_that_was_removed_opens_nothing_anywhere_at_once_and_its_sessions_are_over_within_a_second()
    {
        var (user, key) = await GivenAsync("Trading");
        var session = new TestClient(() => second.Address, TestHost.TokenIn(await key.SignInAsync(TestKey.NewNonce())));
        (await session.PostAsync("GetUserInfo")).MustHaveData();

        (await user.PostAsync("RemoveUserAPIKey", $$"""{"UserId":{{user.Id}},"APIKey":"{{key.ApiKey}}"}""")).MustSucceed();

        await key.MustBeNobodyAsync(first.Host);
        await key.MustBeNobodyAsync(second);
        clock.Advance(Promised);
        (await session.PostAsync("GetUserInfo")).MustNotKnowTheCaller();
        (await key.SignInAsync(TestKey.NewNonce())).Body.Should().Be(NotSignedIn);
        (await user.PostAsync("GetUserInfo")).MustHaveData();
    }

    [Fact]
    public async Task A_permission_that_its_user_loses_is_the_keys_no_more_in_requests_and_in_sessions()
    {
        var (user, key) = await GivenAsync("Trading");
        var session = new TestClient(() => second.Address, TestHost.TokenIn(await key.SignInAsync(TestKey.NewNonce())));
        const string change = """{"Config":{"a":"1"}}""";
        (await key.PostAsync("SetUserConfig", change)).MustSucceed();
        (await session.PostAsync("SetUserConfig", change)).MustSucceed();

        await first.Venue.RecordAsync(user.Id, new UserPermissionRevoked("Trading"));

        (await key.PostAsync(second, TestKey.NewNonce(), "SetUserConfig", change)).MustNotBePermitted();
        (await key.PostAsync(first.Host, TestKey.NewNonce(), "SetUserConfig", change)).MustNotBePermitted();
        clock.Advance(Promised);
        (await session.PostAsync("SetUserConfig", change)).MustNotBePermitted();
        await key.MustCallAsync(second);
        (await user.PostAsync("SetUserConfig", change)).MustSucceed();
    }

    public static TheoryData<UserEvent> KeepingOut => [new UserLocked(Examples.Noon), new UserEmailUnverified()];

    [Theory, MemberData(nameof(KeepingOut))]
    public async Task The_key_of_a_user_who_may_not_sign_in_opens_nothing(UserEvent happened)
    {
        var (user, key) = await GivenAsync("Trading");
        await key.MustCallAsync(second);

        await first.Venue.RecordAsync(user.Id, happened);

        await key.MustBeNobodyAsync(first.Host);
        await key.MustBeNobodyAsync(second);
        (await key.SignInAsync(TestKey.NewNonce())).Body.Should().Be(NotSignedIn);
    }

    [Fact]
    public async Task A_session_counts_before_a_key_and_a_key_does_not_make_up_for_a_session_that_is_none()
    {
        var (_, key) = await GivenAsync("Trading");
        var other = await first.NewUserAsync();

        (await other.Client.PostAsync("GetUserInfo", "{}", key.Headers("1"))).MustHaveData().GetProperty("userId").GetInt64().Should().Be(other.Id);
        (await first.Stranger.PostAsync("GetUserInfo", "{}", [.. key.Headers("1"), ("APToken", "no session")])).MustNotKnowTheCaller();
        (await key.PostAsync(first.Host, "1")).MustHaveData();
    }

    [Fact]
    public async Task What_anybody_may_call_is_open_to_a_request_that_is_nobodys() =>
        (await first.Stranger.PostAsync("LogOut", "{}", ("APIKey", "unknown"), ("UserId", "1"), ("Nonce", "1"), ("Signature", "00"))).MustSucceed();

    [Theory]
    [InlineData("SetUserInfo", """{"password":"Another-Word-2"}""")]
    [InlineData("SetUserInfo", """{"email":"program@taken.over"}""")]
    [InlineData("SetUserInfo", """{"use2FA":true}""")]
    [InlineData("AddUserAPIKey", """{"Permissions":["Trading"]}""")]
    [InlineData("RemoveUserAPIKey", """{"APIKey":"any"}""")]
    public async Task No_program_changes_credentials_by_signing_or_in_a_session(string call, string json)
    {
        var (user, key) = await GivenAsync("Operator", "Trading");
        var session = new TestClient(() => second.Address, TestHost.TokenIn(await key.SignInAsync(TestKey.NewNonce())));
        var events = await user.EventsAsync();

        (await key.PostAsync(call, json)).MustNotBePermitted();
        (await session.PostAsync(call, json)).MustNotBePermitted();

        (await user.EventsAsync()).Should().Equal(events);
    }

    [Fact]
    public async Task A_key_that_only_withdraws_reads_its_user_and_changes_nothing_of_him()
    {
        var (user, key) = await GivenAsync("Withdraw");
        foreach (var call in (string[])["GetUserInfo", "GetUserConfig", "GetUserPermissions", "GetUserAPIKeys"])
            (await key.PostAsync(call)).MustHaveData();
        (await key.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""")).MustNotBePermitted();
        (await key.PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}} }""")).MustNotBePermitted();
    }

    private const string NotSignedIn = """{"authenticated":false,"locked":false,"errormsg":"Invalid username or password"}""";

    private async Task<(TestUser User, TestKey Key)> GivenAsync(params string[] permissions)
    {
        var user = await first.NewUserAsync("Operator");
        return (user, await TestKey.OfAsync(user, permissions));
    }

    private Task<long> NoncesAsync(TestKey key) =>
        first.Database.AskAsync<long>("select count(*) from userdomain.api_nonces where api_key = $1", key.ApiKey);
}
