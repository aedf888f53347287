namespace UserDomain.Host.Tests.Access;

/// <summary>How far readers of an account reach, and who learns that there is no such user (wire contract, sections 3 and 6).</summary>
public sealed class ReachTests(AccessVenue venue) : IClassFixture<AccessVenue>
{
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

        MatrixCaller.OutcomeOf(await venue.ReaderOfAccount.PostAsync(call, PayloadOf(call))).Should().Be(expected);
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

    private string PayloadOf(string call) => call switch
    {
        "SetUserInfo" => $$"""{"UserId":{{venue.Target.Id}},"email":"read.{{venue.Target.Email}}"}""",
        "SetUserConfig" => $$"""{"UserId":{{venue.Target.Id}},"Config":{"a":"2"} }""",
        "RemoveUserConfig" => $$"""{"UserId":{{venue.Target.Id}},"Key":"a"}""",
        _ => $$"""{"UserId":{{venue.Target.Id}}}""",
    };
}
