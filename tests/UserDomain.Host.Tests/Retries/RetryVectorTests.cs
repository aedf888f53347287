using System.Text.Json;

namespace UserDomain.Host.Tests.Retries;

/// <summary>What a client sees that sends a command again with its key.</summary>
public class RetryVectorTests(OneHost one) : IClassFixture<OneHost>
{
    [Fact]
    public async Task The_same_again_gets_the_same_answer_and_does_nothing()
    {
        var user = await one.NewUserAsync();
        var first = await user.Client.PostAsync("AddUserAPIKey", """{"Permissions":["Deposit"]}""", Key("k"));
        first.MustHaveData();

        var again = await user.Client.PostAsync("AddUserAPIKey", """{"Permissions":["Deposit"]}""", Key("k"));

        again.MustBe(first.Body);
        (await user.EventsAsync()).Count(type => type == "user_api_key_added").Should().Be(1);
    }

    [Fact]
    public async Task A_user_object_comes_again_as_it_was_to_the_byte_though_the_user_has_changed()
    {
        var (user, root) = (await one.NewUserAsync(), await one.OperatorAsync());
        var body = $$"""{"UserId":{{user.Id}},"email":"moved.{{user.Id}}@example.com","emailVerified":false}""";
        var first = await root.PostAsync("SetUserInfo", body, Key("k"));
        first.MustHaveData().GetProperty("pendingEmailCode").GetString().Should().NotBeEmpty();
        (await root.PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}},"emailVerified":true}""")).MustHaveData();

        (await root.PostAsync("SetUserInfo", body, Key("k"))).MustBe(first.Body);
    }

    [Fact]
    public async Task Another_payload_under_the_key_is_refused_and_does_nothing()
    {
        var user = await one.NewUserAsync();
        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""", Key("k"))).MustSucceed();

        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"2"}}""", Key("k"))).MustRefuse(100, "Idempotency-Key reused");

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"1"}]""");
    }

    [Fact]
    public async Task A_refusal_is_not_kept()
    {
        var (user, root) = (await one.NewUserAsync(), await one.OperatorAsync());
        var remove = $$"""{"UserId":{{user.Id}},"Key":"a"}""";
        (await root.PostAsync("RemoveUserConfig", remove, Key("k"))).MustRefuse(104, "Key not Found");
        await user.SetConfigAsync("a", "1");

        (await root.PostAsync("RemoveUserConfig", remove, Key("k"))).MustSucceed();
        await user.SetConfigAsync("a", "2");
        (await root.PostAsync("RemoveUserConfig", remove, Key("k"))).MustSucceed();

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"2"}]""");
    }

    [Fact]
    public async Task A_key_that_was_refused_may_come_with_another_payload()
    {
        var user = await one.NewUserAsync();
        (await user.Client.PostAsync("SetUserConfig", "{}", Key("k"))).MustRefuse(100, "Config is Required");

        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""", Key("k"))).MustSucceed();
    }

    [Fact]
    public async Task What_changes_nothing_is_kept_as_well()
    {
        var user = await one.NewUserAsync();
        await user.SetConfigAsync("a", "1");
        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""", Key("k"))).MustSucceed();
        await user.SetConfigAsync("a", "2");

        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""", Key("k"))).MustSucceed();

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"2"}]""");
    }

    [Fact]
    public async Task A_key_is_its_callers_and_its_calls_own()
    {
        var (ada, bob) = (await one.NewUserAsync(), await one.NewUserAsync());

        (await ada.Client.PostAsync("SetUserConfig", """{"Config":{"a":"ada"}}""", Key("k"))).MustSucceed();
        (await bob.Client.PostAsync("SetUserConfig", """{"Config":{"a":"bob"}}""", Key("k"))).MustSucceed();
        (await ada.Client.PostAsync("AddUserAPIKey", """{"Permissions":["Deposit"]}""", Key("k"))).MustHaveData();

        (await bob.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"bob"}]""");
    }

    [Theory]
    [InlineData("Idempotency-Key")]
    [InlineData("idempotency-KEY")]
    public async Task Who_can_set_no_header_sends_the_key_in_the_payload(string member)
    {
        var user = await one.NewUserAsync();
        var body = $$"""{"Permissions":["Deposit"],"{{member}}":"k"}""";

        (await user.PostAsync("AddUserAPIKey", body)).MustBe((await user.PostAsync("AddUserAPIKey", body)).Body);

        (await user.EventsAsync()).Count(type => type == "user_api_key_added").Should().Be(1);
        (await user.PostAsync("AddUserAPIKey", $$"""{"Permissions":["Trading"],"{{member}}":"k"}""")).MustRefuse(100, "Idempotency-Key reused");
    }

    [Fact]
    public async Task A_header_counts_before_a_member()
    {
        var user = await one.NewUserAsync();
        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"1"},"Idempotency-Key":"member"}""", Key("header"))).MustSucceed();

        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"2"},"Idempotency-Key":"member"}""")).MustSucceed();
        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"3"}}""", Key("header"))).MustRefuse(100, "Idempotency-Key reused");
    }

    [Fact]
    public async Task A_call_by_GET_is_repeated_by_its_query()
    {
        var user = await one.NewUserAsync();
        var first = await user.Client.GetAsync("/AP/AddUserAPIKey?Permissions=Deposit", Key("k"));

        (await user.Client.GetAsync("/AP/AddUserAPIKey?Permissions=Deposit", Key("k"))).MustBe(first.Body);
        (await user.Client.GetAsync("/AP/AddUserAPIKey?Permissions=Trading", Key("k"))).MustRefuse(100, "Idempotency-Key reused");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    [InlineData("ä")]
    [InlineData("129")]
    public async Task What_is_no_key_is_refused(string key)
    {
        var (user, given) = (await one.NewUserAsync(), key == "129" ? new string('k', 129) : key);

        (await user.PostAsync("SetUserConfig", JsonSerializer.Serialize(new Dictionary<string, object> { ["Config"] = new { a = "1" }, ["Idempotency-Key"] = given })))
            .MustRefuse(100, "Idempotency-Key is invalid");
        (await user.PostAsync("SetUserConfig", """{"Config":{"a":"1"},"Idempotency-Key":1}""")).MustRefuse(100, "Idempotency-Key is invalid");
        (await user.ConfigAsync()).Should().Be("[]");
    }

    [Fact]
    public async Task The_longest_key_is_taken_and_a_null_is_none()
    {
        var user = await one.NewUserAsync();
        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""", Key(new string('~', 128)))).MustSucceed();
        (await user.PostAsync("SetUserConfig", """{"Config":{"a":"2"},"Idempotency-Key":null}""")).MustSucceed();
    }

    [Fact]
    public async Task A_header_that_is_no_key_is_refused_but_where_nothing_is_kept()
    {
        var user = await one.NewUserAsync();

        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""", Key(new string('k', 129)))).MustRefuse(100, "Idempotency-Key is invalid");
        (await user.Client.PostAsync("GetUserConfig", "{}", Key(new string('k', 129)))).MustBe("[]");
    }

    [Fact]
    public async Task A_question_is_answered_anew()
    {
        var user = await one.NewUserAsync();
        (await user.Client.PostAsync("GetUserConfig", "{}", Key("k"))).MustBe("[]");
        await user.SetConfigAsync("a", "1");

        (await user.Client.PostAsync("GetUserConfig", "{}", Key("k"))).MustBe("""[{"Key":"a","Value":"1"}]""");
    }

    [Fact]
    public async Task A_sign_in_opens_a_session_each_time()
    {
        var user = await one.NewUserAsync();
        var body = JsonSerializer.Serialize(new { UserName = user.Name, TestUser.Password });

        var first = TestHost.TokenIn(await one.Stranger.PostAsync("AuthenticateUser", body, Key("k")));
        TestHost.TokenIn(await one.Stranger.PostAsync("AuthenticateUser", body, Key("k"))).Should().NotBe(first);
    }

    [Fact]
    public async Task Who_is_signed_out_meanwhile_is_told_so_and_not_the_answer()
    {
        var user = await one.NewUserAsync();
        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""", Key("k"))).MustSucceed();
        (await user.PostAsync("LogOut")).MustSucceed();

        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""", Key("k"))).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task Nothing_of_payload_key_or_answer_stands_in_clear_in_any_table()
    {
        var user = await one.NewUserAsync();
        const string key = "canary-key-51e0", body = """{"Permissions":["Deposit"],"canary":"canary-body-77ab"}""";
        var secret = (await user.Client.PostAsync("AddUserAPIKey", body, Key(key))).MustHaveData().GetProperty("APISecret").GetString()!;
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body));

        (await Hosts.SecretSearch.TablesAsync(one.Database, key, "canary-body-77ab", secret, Convert.ToHexStringLower(hash), Convert.ToBase64String(hash))).Should().BeEmpty();
        (await one.Database.AskAsync<long>("select count(*) from userdomain.kept_answers")).Should().BePositive();
    }

    [Fact]
    public async Task After_a_day_the_key_is_as_good_as_new()
    {
        var user = await one.NewUserAsync();
        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""", Key("day"))).MustSucceed();
        await one.Database.ExecuteAsync("update userdomain.kept_answers set kept_at = now() - interval '24 hours 1 second'");

        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"2"}}""", Key("day"))).MustSucceed();
        (await user.Client.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""", Key("day"))).MustRefuse(100, "Idempotency-Key reused");

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"2"}]""");
    }

    private static (string, string) Key(string key) => ("Idempotency-Key", key);
}
