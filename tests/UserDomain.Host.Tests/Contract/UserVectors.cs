using System.Text.Json;

namespace UserDomain.Host.Tests.Contract;

/// <summary>The acceptance vectors 13, 15 to 17, 20 to 23 and 28: users.</summary>
public abstract class UserVectors(OneHost host)
{
    [Fact]
    public async Task A_new_user_holds_deposit_trading_and_withdraw()
    {
        var user = await host.NewUserAsync();

        (await user.PostAsync("GetUserPermissions", $$"""{"UserId":{{user.Id}}}""")).MustBe("""["Deposit","Trading","Withdraw"]""");
    }

    [Fact]
    public async Task A_user_is_created_from_the_call_as_drawn_in_the_documents()
    {
        var root = await host.OperatorAsync();
        (await root.PostAsync("CreateUser", Drawn("John Drawn", "drawn@example.com"))).MustSucceed();

        var shown = (await root.PostAsync("GetUserInfo", """{"userName":"John Drawn"}""")).MustHaveData();

        Text(shown, "passwordHash").Should().BeEmpty();
        Text(shown, "salt").Should().BeEmpty();
        shown.GetProperty("locked").GetBoolean().Should().BeFalse();
        Text(shown, "lockedTime").Should().Be("0001-01-01T00:00:00Z");
        shown.GetProperty("emailVerified").GetBoolean().Should().BeFalse();
        Guid.Parse(Text(shown, "pendingEmailCode")).Should().NotBeEmpty();
        Text(shown, "pendingCodeTime").Should().MatchRegex(@"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$").And.Be(Text(shown, "dateTimeCreated"));
        shown.GetProperty("omsId").GetInt64().Should().Be(1);
        shown.GetProperty("accountId").GetInt64().Should().BeGreaterThan(1);
        (await root.PostAsync("GetUserConfig", """{"userName":"John Drawn"}"""))
            .MustBe("""[{"Key":"Config1","Value":"Config1Val"},{"Key":"Config2","Value":"Config2Val"}]""");
    }

    [Fact]
    public async Task Configuration_of_a_new_user_may_come_as_json_in_a_string()
    {
        var user = await host.Host.NewUserAsync(userConfig: """[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]""");

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]""");
    }

    [Fact]
    public async Task The_name_of_another_user_in_another_case_is_taken()
    {
        var root = await host.OperatorAsync();
        (await root.PostAsync("CreateUser", Drawn("Jane Taken", "jane@example.com"))).MustSucceed();

        (await root.PostAsync("CreateUser", Drawn("  jANE tAKEN ", "jane2@example.com"))).MustRefuse(101, "UserName already in use");
        (await root.PostAsync("CreateUser", Drawn("Jane Free", "JANE@example.com"))).MustRefuse(101, "Email already in use");
        (await root.PostAsync("GetUserInfo", """{"userName":"Jane Free"}""")).MustRefuse(104, "User not Found");
    }

    [Fact]
    public async Task An_operator_takes_a_users_verification_away_and_he_cannot_sign_in()
    {
        var user = await host.NewUserAsync();
        var before = Members(await user.PostAsync("GetUserInfo"));

        var after = Members(await (await host.NewUserAsync("Operator")).PostAsync("SetUserInfo", $$"""{"userId":{{user.Id}},"emailVerified":false}"""));

        after.Should().Equal(before.Select(member => member.Name == "emailVerified" ? (member.Name, "false") : member));
        (await host.Host.SignInAnswerAsync(user.Name, TestUser.Password))
            .MustBe("""{"authenticated":false,"locked":false,"errormsg":"Email is not verified"}""");
    }

    [Fact]
    public async Task A_trader_cannot_change_verification()
    {
        var user = await host.NewUserAsync();

        (await user.PostAsync("SetUserInfo", $$"""{"userId":{{user.Id}},"emailVerified":false}""")).MustNotBePermitted();
        (await user.PostAsync("GetUserInfo")).MustHaveData().GetProperty("emailVerified").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Nothing_to_change_is_answered_with_the_whole_user_and_records_nothing()
    {
        var user = await host.NewUserAsync();
        var (shown, events) = ((await user.PostAsync("GetUserInfo")).Body, await host.Database.EventsAsync());

        (await user.PostAsync("SetUserInfo", $$"""{"userId":{{user.Id}}}""")).MustBe(shown);

        (await host.Database.EventsAsync()).Should().Be(events);
    }

    [Fact]
    public async Task A_name_that_is_not_the_users_is_refused()
    {
        var user = await host.NewUserAsync();

        (await user.PostAsync("SetUserInfo", $$"""{"userId":{{user.Id}},"userName":"other"}""")).MustRefuse(100, "UserName does not match UserId");
    }

    [Fact]
    public async Task A_user_object_has_its_seventeen_members_in_order_and_stands_in_no_frame()
    {
        var user = await host.NewUserAsync();
        var created = await host.Database.AskAsync<string>(
            "select to_char(timestamp at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from mt_events where stream_id = $1 and version = 1", $"user-{user.Id}");

        (await user.PostAsync("GetUserInfo")).MustBe($$"""
            {"userId":{{user.Id}},"userName":"{{user.Name}}","email":"{{user.Email}}","passwordHash":"","pendingEmailCode":"",
            "emailVerified":true,"accountId":{{user.AccountId}},"dateTimeCreated":"{{created}}","affiliateId":0,"refererId":0,
            "omsId":1,"use2FA":false,"salt":"","pendingCodeTime":"0001-01-01T00:00:00Z","locked":false,
            "lockedTime":"0001-01-01T00:00:00Z","numberOfFailedAttempt":0}
            """.ReplaceLineEndings(""));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static List<(string Name, string Value)> Members(Answer answer) =>
        [.. answer.MustHaveData().EnumerateObject().Select(member => (member.Name, member.Value.GetRawText()))];

    private static string Drawn(string userName, string email) => $$"""
        {
            "userInfo": {
                "userId": 0, "userName": "{{userName}}", "email": "{{email}}", "passwordHash": "", "pendingEmailCode": "", "emailVerified": false,
                "accountId": 0, "dateTimeCreated": "0001-01-01T00:00:00", "affiliateId": 0, "refererId": 0, "omsId": 0, "use2FA": false, "salt": "",
                "pendingCodeTime": "0001-01-01T00:00:00", "locked": false, "lockedTime": "0001-01-01T00:00:00", "numberOfFailedAttempt": 0
            },
            "operatorId": 0,
            "affiliateTag": "",
            "userConfig": [
                {"Key": "Config1", "Value": "Config1Val"},
                {"Key": "Config2", "Value": "Config2Val"}
            ]
        }
        """;
}

public sealed class UserVectorsOverHttp(OneHost host) : UserVectors(host), IClassFixture<OneHost>;

public sealed class UserVectorsBySocket(OneHostBySocket host) : UserVectors(host), IClassFixture<OneHostBySocket>;
