using System.Text.Json;

namespace UserDomain.Host.Tests.ApiKeys;

/// <summary>API keys on the wire: made, shown, removed, and signed in with (wire contract, section 4).</summary>
public sealed class ApiKeyTests(OneHost host) : IClassFixture<OneHost>
{
    private const string NotSignedIn = """{"authenticated":false,"locked":false,"errormsg":"Invalid username or password"}""";

    [Fact]
    public async Task A_key_is_answered_in_the_spelling_of_the_contract_and_its_secret_only_once()
    {
        var user = await host.NewUserAsync();

        var added = await user.PostAsync("AddUserAPIKey", $$"""{"UserId":{{user.Id}},"Permissions":["Trading","withdrawal","Deposit"]}""");

        added.Body.Should().MatchRegex(
            $$"""^\{"APIKey":"[0-9a-f]{32}","APISecret":"[0-9a-f]{64}","UserId":{{user.Id}},"Permissions":\["Deposit","Trading","Withdraw"\]\}$""");
        var key = added.Json.GetProperty("APIKey").GetString();
        (await user.PostAsync("GetUserAPIKeys", $$"""{"UserId":{{user.Id}} }""")).MustBe(
            $$"""[{"APIKey":"{{key}}","UserId":{{user.Id}},"Permissions":["Deposit","Trading","Withdraw"]}]""");
        (await user.PostAsync("RemoveUserAPIKey", $$"""{"UserId":{{user.Id}},"apikey":"{{key}}"}""")).MustSucceed();
        (await user.PostAsync("RemoveUserAPIKey", $$"""{"UserId":{{user.Id}},"APIKey":"{{key}}"}""")).MustRefuse(104, "APIKey not Found");
        (await user.PostAsync("GetUserAPIKeys")).MustBe("[]");
    }

    [Theory]
    [InlineData("""["Trading","Withdraw"]""")]
    [InlineData("""[" trading ","", "Withdrawal","Withdraw"]""")]
    [InlineData("\"[\\\"Trading\\\",\\\"Withdraw\\\"]\"")]
    [InlineData("\"Trading, Withdraw\"")]
    public async Task Permissions_are_taken_in_any_shape_of_the_wire(string permissions)
    {
        var user = await host.NewUserAsync();
        (await user.PostAsync("AddUserAPIKey", $$"""{"Permissions":{{permissions}} }""")).MustHaveData()
            .GetProperty("Permissions").GetRawText().Should().Be("""["Trading","Withdraw"]""");
    }

    [Theory]
    [InlineData("""{}""", 100, "Permissions is Required")]
    [InlineData("""{"Permissions":[]}""", 100, "Permissions is Required")]
    [InlineData("""{"Permissions":" , "}""", 100, "Permissions is Required")]
    [InlineData("""{"Permissions":[1]}""", 100, "Permissions is invalid")]
    [InlineData("""{"Permissions":{"a":"Trading"}}""", 100, "Permissions is invalid")]
    [InlineData("""{"Permissions":"[{}]"}""", 100, "Permissions is invalid")]
    [InlineData("""{"Permissions":["Trading\u0000"]}""", 100, "Permissions is invalid")]
    [InlineData("""{"Permissions":["Trade"]}""", 104, "Permission not Found")]
    [InlineData("""{"Permissions":["Trading","Operator"]}""", 20, null)]
    [InlineData("""{"UserId":1,"Permissions":["Trading"]}""", 20, null)]
    public async Task A_key_that_cannot_be_is_refused(string json, int code, string? detail) =>
        (await (await host.NewUserAsync()).PostAsync("AddUserAPIKey", json)).MustRefuse(code, detail);

    [Fact]
    public async Task Not_even_a_superuser_makes_a_key_for_somebody_else_but_he_takes_his_away()
    {
        var user = await host.NewUserAsync();
        var (key, root) = (await TestKey.OfAsync(user, "Trading"), await host.OperatorAsync());

        (await root.PostAsync("AddUserAPIKey", $$"""{"UserId":{{user.Id}},"Permissions":["SUPERUSER"]}""")).MustNotBePermitted();
        (await root.PostAsync("GetUserAPIKeys", $$"""{"UserId":{{user.Id}} }""")).Body.Should().Contain(key.ApiKey).And.NotContain(key.Secret);
        (await root.PostAsync("RemoveUserAPIKey", $$"""{"APIKey":"{{key.ApiKey}}"}""")).MustRefuse(104, "APIKey not Found");
        (await root.PostAsync("RemoveUserAPIKey", $$"""{"UserId":{{user.Id}},"APIKey":"{{key.ApiKey}}"}""")).MustSucceed();
        await key.MustBeNobodyAsync(host.Host);
    }

    [Theory]
    [InlineData("\"UserId\":\"{0}\",\"Nonce\":\"{1}\"")]
    [InlineData("\"UserId\":{0},\"Nonce\":{1}")]
    public async Task A_sign_in_by_a_key_takes_texts_and_numbers_and_answers_as_any_sign_in(string members)
    {
        var user = await host.NewUserAsync();
        var (key, nonce) = (await TestKey.OfAsync(user, "Trading"), TestKey.NewNonce());
        var payload = $$"""{"APIKey":"{{key.ApiKey}}","Signature":"{{key.Sign(nonce)}}",{{string.Format(System.Globalization.CultureInfo.InvariantCulture, members, user.Id, nonce)}} }""";

        var answer = await host.Stranger.PostAsync("AuthenticateUser", payload);

        var person = await host.Host.SignInAnswerAsync(user.Name, TestUser.Password);
        Without(answer).Should().Be(Without(person));
        (await new TestClient(() => host.Host.Address, TestHost.TokenIn(answer)).PostAsync("GetUserInfo")).MustHaveData();
        (await host.Stranger.PostAsync("AuthenticateUser", payload)).MustBe(NotSignedIn);

        static string Without(Answer signedIn) => signedIn.Body.Replace(TestHost.TokenIn(signedIn), "token", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_by_a_key_lock_nobody_out()
    {
        var user = await host.NewUserAsync();
        var key = await TestKey.OfAsync(user, "Trading");

        for (var i = 0; i < 8; i++)
            (await (key with { Secret = "guessed" }).SignInAsync(TestKey.NewNonce())).MustBe(NotSignedIn);
        (await (key with { ApiKey = "unknown" }).SignInAsync(TestKey.NewNonce())).MustBe(NotSignedIn);
        (await host.Stranger.PostAsync("AuthenticateUser", JsonSerializer.Serialize(new { key.ApiKey }))).MustRefuse(100, "Signature is Required");

        TestHost.TokenIn(await key.SignInAsync(TestKey.NewNonce())).Should().NotBeEmpty();
        TestHost.TokenIn(await host.Host.SignInAnswerAsync(user.Name, TestUser.Password)).Should().NotBeEmpty();
        (await user.PostAsync("GetUserInfo")).Json.GetProperty("numberOfFailedAttempt").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task A_secret_is_sealed_and_not_to_be_found_in_the_row()
    {
        var key = await TestKey.OfAsync(await host.NewUserAsync(), "Trading");

        var kept = await host.Database.AskAsync<byte[]>("select secret from userdomain.api_key_secrets where api_key = $1", key.ApiKey);

        Convert.ToHexString(kept).Should().NotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(key.Secret)))
            .And.NotContainEquivalentOf(key.Secret);
    }

    [Fact]
    public async Task A_host_sweeps_old_nonces_when_it_starts_and_leaves_young_ones()
    {
        await using var venue = await TestVenue.CreateAsync();
        await using (await venue.StartHostAsync())
        {
            await venue.Database.ExecuteAsync("""
                insert into userdomain.api_nonces (api_key, nonce_hash, taken_by, seen_at)
                select 'k', n::text, gen_random_uuid(), now() - (case when n > 2500 then '1 minute' else '6 minutes' end)::interval from generate_series(1, 2503) n
                """);
        }

        await venue.StartHostAsync();

        await Specs.Eventually.HoldsAsync(
            async () => await venue.Database.AskAsync<long>("select count(*) from userdomain.api_nonces") == 3, "old ones go, in batches");
    }
}
