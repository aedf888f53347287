using System.Net;

namespace UserDomain.Host.Tests.Access;

/// <summary>Who may make which call about whom, as it shows over HTTP (wire contract, section 6).</summary>
public sealed class AccessMatrixTests(AccessVenue venue) : IClassFixture<AccessVenue>
{
    private static int drawn;

    /// <param name="expected">For nobody, the user himself, one of his account, one of another, an operator, one of another OMS, and a superuser.</param>
    [Theory]
    [InlineData("CreateUser", "401 20 20 20 ok 20 ok")]
    [InlineData("SetUserInfo", "401 ok ok 20 ok 104 ok")]
    [InlineData("GetUserInfo", "401 ok ok 20 ok 104 ok")]
    [InlineData("SetUserConfig", "401 ok ok 20 ok 104 ok")]
    [InlineData("GetUserConfig", "401 ok ok 20 ok 104 ok")]
    [InlineData("RemoveUserConfig", "401 20 20 20 ok 104 ok")]
    [InlineData("GetUserPermissions", "401 ok ok 20 ok 104 ok")]
    [InlineData("GetAvailablePermissionList", "401 20 20 20 ok ok ok")]
    [InlineData("AddUserPermission", "401 20 20 20 ok 104 ok")]
    [InlineData("RevokeUserPermission", "401 20 20 20 ok 104 ok")]
    [InlineData("UnLockUser", "401 20 20 20 ok 104 ok")]
    [InlineData("GetLockedUsers", "401 20 20 20 ok ok ok")]
    [InlineData("GetLoggedInUserBySessionToken", "401 20 20 20 20 20 104")]
    [InlineData("AddUserAccount", "401 20 20 20 ok 104 ok")]
    [InlineData("RemoveUserAccount", "401 20 20 20 ok 104 ok")]
    [InlineData("GetUserAccounts", "401 ok ok 20 ok 104 ok")]
    [InlineData("AddUserAffiliateTag", "401 ok ok 20 ok 104 ok")]
    [InlineData("UpdateUserAffiliateTag", "401 ok ok 20 ok 104 ok")]
    [InlineData("GetUserAffiliateTag", "401 ok ok 20 ok 104 ok")]
    [InlineData("GetUserAffiliateCount", "401 ok ok 20 ok 104 ok")]
    [InlineData("GetAllUnredactedUserConfigsForUser", "401 ok 20 20 ok 104 ok")]
    [InlineData("GetUnredactedUserConfigByKey", "401 ok 20 20 ok 104 ok")]
    public async Task Each_call_is_open_to_whom_the_contract_says(string call, string expected)
    {
        var outcomes = new List<string>();
        foreach (var caller in venue.Callers)
        {
            (await venue.Target.SetConfigAsync("a", "1")).MustSucceed();
            var events = await venue.Host.Venue.Database.EventsAsync();
            var outcome = OutcomeOf(await caller.PostAsync(call, PayloadOf(call)));
            outcomes.Add(outcome);
            if (outcome != "ok")
                (await venue.Host.Venue.Database.EventsAsync()).Should().Be(events, "a no stores nothing");
        }

        outcomes.Should().Equal(expected.Split(' '));
    }

    [Theory]
    [InlineData("GetUserInfo", "ok")]
    [InlineData("GetUserPermissions", "ok")]
    [InlineData("GetUserConfig", "20")]
    [InlineData("SetUserInfo", "20")]
    [InlineData("SetUserConfig", "20")]
    [InlineData("RemoveUserConfig", "20")]
    public async Task A_reader_of_the_account_reads_what_is_listed_for_him_and_changes_nothing(string call, string expected)
    {
        (await venue.Target.SetConfigAsync("a", "1")).MustSucceed();

        OutcomeOf(await venue.ReaderOfAccount.PostAsync(call, PayloadOf(call))).Should().Be(expected);
    }

    [Theory]
    [InlineData("GetUserInfo")]
    [InlineData("SetUserInfo")]
    [InlineData("SetUserConfig")]
    [InlineData("GetUserConfig")]
    [InlineData("RemoveUserConfig")]
    [InlineData("GetUserPermissions")]
    public async Task Only_who_reaches_any_user_learns_that_there_is_none(string call)
    {
        foreach (var nobody in (string[])["\"UserId\":999999", "\"UserName\":\"nobody\"", "\"UserId\":999999,\"UserName\":\"nobody\""])
        {
            var payload = $$"""{ {{nobody}},"Key":"a","Config":{"a":"1"} }""";
            (await venue.SameAccount.PostAsync(call, payload)).MustNotBePermitted();
            (await venue.Operator.PostAsync(call, payload)).MustRefuse(104, "User not Found");
            (await venue.Superuser.PostAsync(call, payload)).MustRefuse(104, "User not Found");
        }
    }

    private static string OutcomeOf(Answer answer) => answer switch
    {
        { Status: HttpStatusCode.Unauthorized } => "401",
        _ when answer.Json is { ValueKind: System.Text.Json.JsonValueKind.Object } json && json.TryGetProperty("errorcode", out var code) && code.GetInt32() != 0 =>
            code.GetRawText(),
        _ => "ok",
    };

    private string PayloadOf(string call) => call switch
    {
        "CreateUser" => $$"""{"userInfo":{"userName":"matrix{{++drawn}}","email":"matrix{{drawn}}@x","omsId":1} }""",
        "SetUserInfo" => $$"""{"UserId":{{venue.Target.Id}},"email":"matrix{{++drawn}}@x"}""",
        "SetUserConfig" => $$"""{"UserId":{{venue.Target.Id}},"Config":{"a":"{{++drawn}} times"} }""",
        "RemoveUserConfig" => $$"""{"UserId":{{venue.Target.Id}},"Key":"a"}""",
        "AddUserPermission" or "RevokeUserPermission" => $$"""{"UserId":{{venue.Target.Id}},"Permission":"Trading"}""",
        "GetLoggedInUserBySessionToken" => """{"SessionToken":"nobody's"}""",
        "AddUserAccount" or "RemoveUserAccount" => $$"""{"UserId":{{venue.Target.Id}},"AccountId":{{1_000_000 + ++drawn}}}""",
        "AddUserAffiliateTag" or "UpdateUserAffiliateTag" => $$"""{"UserId":{{venue.Target.Id}},"AffiliateTag":"matrix{{++drawn}}"}""",
        "GetUnredactedUserConfigByKey" => $$"""{"UserId":{{venue.Target.Id}},"Key":"a"}""",
        _ => $$"""{"UserId":{{venue.Target.Id}}}""",
    };
}
