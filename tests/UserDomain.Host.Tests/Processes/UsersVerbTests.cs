using UserDomain.Specs;

namespace UserDomain.Host.Tests.Processes;

/// <summary><c>users …</c>: the way in from the server itself, beside a host that runs and without one.</summary>
public sealed class UsersVerbTests
{
    private const string Shown = "The new password, shown this once:  ";
    private const string LastEvent = "select concat_ws(' ', type, user_name, headers->>'Call', headers->>'Transport') from mt_events where stream_id = 'user-1' order by version desc limit 1";
    private const string LastOfVerbs = "select concat_ws(' ', type, user_name, headers->>'Call', headers->>'Transport') from mt_events where stream_id = 'user-1' and headers->>'Transport' = 'cli' order by version desc limit 1";

    private const string Lock = """
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
        select nextval('mt_events_sequence'), gen_random_uuid(), id, version + 1, jsonb_build_object('At', now()), 'user_locked', now() from mt_streams where id = 'user-1';
        update mt_streams set version = version + 1 where id = 'user-1';
        update mt_doc_user_info set data = data || jsonb_build_object('Locked', true, 'LockedAt', now()) where id = '1';
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unlock_lifts_a_lock_and_is_recorded_under_the_operating_systems_user(bool hostRuns)
    {
        await using var place = await DataPlace.UsedAsync();
        var before = hostRuns ? await place.RunAsync() : null;
        await place.ExecuteAsync(Lock);
        if (before is not null)
            (await SignInAsync(before, TestVenue.OperatorPassword)).Should().Contain("User is locked");

        (await place.DoAsync("", "users", "unlock", "OPERATOR")).Should().Be((0, "Unlocked."));

        var host = before ?? await place.RunAsync();
        (await SignInAsync(host, TestVenue.OperatorPassword)).Should().Contain("SessionToken");
        (await place.AskAsync(database => database.AskAsync<string>(LastEvent))).Should().Be($"user_unlocked os:{Environment.UserName} Unlock cli");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Password_makes_a_new_one_prints_it_and_ends_the_users_sessions(bool hostRuns)
    {
        await using var place = await DataPlace.UsedAsync();
        var before = await place.RunAsync();
        var session = await before.SignInAsync("operator", TestVenue.OperatorPassword);
        if (!hostRuns)
            await before.StopAsync();

        var (code, output) = await place.DoAsync("", "users", "password", "operator");

        code.Should().Be(0, output);
        output.Should().StartWith(Shown);
        var host = hostRuns ? before : await place.RunAsync();
        (await SignInAsync(host, output[Shown.Length..])).Should().Contain("SessionToken");
        (await SignInAsync(host, TestVenue.OperatorPassword)).Should().Contain("Invalid username or password");
        (await session.With(host: () => host.Address).PostAsync("GetUserInfo")).MustNotKnowTheCaller();
        (await place.AskAsync(database => database.AskAsync<string>(LastOfVerbs))).Should().Be($"user_password_changed os:{Environment.UserName} SetPassword cli");
    }

    [Fact]
    public async Task Two_factor_off_lets_in_who_has_lost_his_device()
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        var session = await host.SignInAsync("operator", TestVenue.OperatorPassword);
        var app = new Authenticator((await session.PostAsync("EnableGoogle2FA")).Json.GetProperty("ManualCode").GetString()!, TimeProvider.System);
        (await session.PostAsync("Authenticate2FA", $$"""{"Code":"{{app.Code()}}"}""")).Json.GetProperty("Authenticated").GetBoolean().Should().BeTrue();
        (await SignInAsync(host, TestVenue.OperatorPassword)).Should().Contain("Pending2FaToken");

        (await place.DoAsync("", "users", "two-factor-off", "OPERATOR")).Should().Be((0, "The second factor is off."));
        (await place.DoAsync("", "users", "two-factor-off", "operator")).Should().Be((0, "The second factor is off."));

        (await SignInAsync(host, TestVenue.OperatorPassword)).Should().Contain("SessionToken");
        (await place.AskAsync(database => database.AskAsync<long>("select count(*) from userdomain.two_factor_secrets"))).Should().Be(0);
        (await place.AskAsync(database => database.AskAsync<string>(LastEvent))).Should().Be($"user_two_factor_disabled os:{Environment.UserName} TurnOffTwoFactor cli");
    }

    [Fact]
    public async Task Password_can_be_given_on_standard_input_and_must_be_strong()
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();

        (await place.DoAsync("Typed-By-Hand-5", "users", "password", "operator", "--stdin")).Should().Be((0, "The password is set."));
        (await SignInAsync(host, "Typed-By-Hand-5")).Should().Contain("SessionToken");

        var (code, sentence) = await place.DoAsync("weak", "users", "password", "operator", "--stdin");
        (code, sentence).Should().Be((1, "Password must have 8 to 128 characters, among them a lower-case letter, an upper-case letter and a digit"));
    }

    [Fact]
    public async Task Api_key_makes_a_key_for_the_rest_endpoint_beside_a_host_that_runs_and_prints_it()
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        var before = await KeyAsync();
        (await OpensAsync(before)).Should().Contain("\"login\":\"operator\"");

        var after = await KeyAsync();

        (await OpensAsync(before)).Should().Contain("InvalidAPIKey");
        (await OpensAsync(after)).Should().Contain("\"login\":\"operator\"");
        host.Output.Should().NotContain(before).And.NotContain(after);
        (await place.AskAsync(database => database.AskAsync<string>(LastOfVerbs))).Should().Be($"user_rest_key_generated os:{Environment.UserName} GenerateUserRestKey cli");

        async Task<string> KeyAsync()
        {
            const string shown = "The new API key, shown this once:  ";
            var (code, output) = await place.DoAsync("", "users", "api-key", "OPERATOR");
            code.Should().Be(0, output);
            output.Should().StartWith(shown);
            return output[shown.Length..];
        }

        async Task<string> OpensAsync(string key) => (await host.Stranger.GetAsync("/v2/users/me", ("X-API-Key", key))).Body;
    }

    [Theory]
    [InlineData("api-key")]
    [InlineData("unlock")]
    [InlineData("password")]
    [InlineData("two-factor-off")]
    public async Task A_name_that_nobody_has_is_a_sentence(string verb)
    {
        await using var place = await DataPlace.UsedAsync();

        (await place.DoAsync("", "users", verb, "nobody")).Should().Be((1, "User not Found"));
    }

    private static async Task<string> SignInAsync(HostProcess host, string password) =>
        (await host.Stranger.PostAsync("AuthenticateUser", $$"""{"UserName":"operator","Password":"{{password}}"}""")).Body;
}
