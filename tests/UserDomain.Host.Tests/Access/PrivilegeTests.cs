namespace UserDomain.Host.Tests.Access;

/// <summary>What takes more than reaching a user (wire contract, section 6).</summary>
public sealed class PrivilegeTests(AccessVenue venue) : IClassFixture<AccessVenue>
{
    [Theory]
    [InlineData("\"emailVerified\":false")]
    [InlineData("\"accountId\":1")]
    [InlineData("\"password\":\"Another-Word-2\"")]
    public async Task Another_member_of_the_account_cannot_change_what_is_privileged(string change)
    {
        var events = await venue.Target.EventsAsync();

        (await venue.SameAccount.PostAsync("SetUserInfo", $$"""{"UserId":{{venue.Target.Id}},{{change}}}""")).MustNotBePermitted();

        (await venue.Target.EventsAsync()).Should().Equal(events);
    }

    [Theory]
    [InlineData("\"emailVerified\":false")]
    [InlineData("\"accountId\":1")]
    public async Task Nobody_changes_what_is_privileged_of_himself(string change) =>
        (await venue.OtherAccount.PostAsync("SetUserInfo", $$"""{ {{change}} }""")).MustNotBePermitted();

    [Fact]
    public async Task Privileged_members_at_their_present_values_are_fine()
    {
        var shown = await venue.OtherAccount.PostAsync("GetUserInfo");

        (await venue.OtherAccount.PostAsync("SetUserInfo", shown.Body)).MustBe(shown.Body);
    }

    [Fact]
    public async Task Another_member_of_the_account_turns_the_second_factor_on_and_not_off()
    {
        var (user, member) = await MembersAsync();

        var shown = (await member.PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}},"use2FA":true}""")).MustHaveData();
        shown.GetProperty("use2FA").GetBoolean().Should().BeTrue();

        (await member.PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}},"use2FA":false}""")).MustNotBePermitted();
        (await user.PostAsync("SetUserInfo", """{"use2FA":false}""")).MustNotBePermitted();
        (await venue.Operator.PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}},"use2FA":false}""")).MustHaveData()
            .GetProperty("use2FA").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task An_address_that_another_member_sets_is_unproven_and_its_code_is_shown_to_administrators_only()
    {
        var (user, member) = await MembersAsync();

        var shown = (await member.PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}},"email":"moved.{{user.Email}}"}""")).MustHaveData();

        shown.GetProperty("emailVerified").GetBoolean().Should().BeFalse();
        shown.GetProperty("pendingEmailCode").GetString().Should().BeEmpty();
        var administrators = (await venue.Operator.PostAsync("GetUserInfo", $$"""{"UserId":{{user.Id}}}""")).MustHaveData();
        Guid.Parse(administrators.GetProperty("pendingEmailCode").GetString()!).Should().NotBeEmpty();
    }

    [Fact]
    public async Task An_operator_moves_a_user_to_another_account_and_a_member_of_it_then_reaches_him()
    {
        var (user, _) = await MembersAsync();
        (await venue.OtherAccount.PostAsync("GetUserInfo", $$"""{"UserId":{{user.Id}}}""")).MustNotBePermitted();

        (await venue.Operator.PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}},"accountId":{{venue.OtherAccount.AccountId}}}""")).MustHaveData()
            .GetProperty("accountId").GetInt64().Should().Be(venue.OtherAccount.AccountId);

        (await venue.OtherAccount.PostAsync("GetUserInfo", $$"""{"UserId":{{user.Id}}}""")).MustHaveData();
    }

    [Theory]
    [InlineData("SetUserInfo", """{"UserId":1,"email":"taken@over"}""")]
    [InlineData("SetUserInfo", """{"UserName":"operator","password":"Another-Word-2"}""")]
    [InlineData("SetUserConfig", """{"UserId":1,"Config":{"a":"1"}}""")]
    [InlineData("RemoveUserConfig", """{"UserId":1,"Key":"a"}""")]
    public async Task An_operator_cannot_change_who_outranks_him(string call, string payload) =>
        (await venue.Operator.PostAsync(call, payload)).MustNotBePermitted();

    [Fact]
    public async Task Only_a_superuser_names_another_oms()
    {
        var payload = $$"""{"OMSId":2,"UserId":{{venue.OperatorOfOtherOms.Id}}}""";

        (await venue.Superuser.PostAsync("GetUserInfo", payload)).MustHaveData().GetProperty("omsId").GetInt64().Should().Be(2);
        (await venue.Operator.PostAsync("GetUserInfo", payload)).MustRefuse(104, "User not Found");
        (await venue.Operator.PostAsync("GetUserInfo", """{"OMSId":2}""")).MustRefuse(104, "User not Found");
        (await venue.Operator.PostAsync("GetUserInfo", """{"OMSId":1}""")).MustHaveData();
    }

    [Theory]
    [InlineData("\"omsId\":3", null, "OMS not Found")]
    [InlineData("\"affiliateId\":999999", null, "Affiliate not Found")]
    [InlineData("\"refererId\":999999", null, "Referer not Found")]
    [InlineData("\"omsId\":1", "\"operatorId\":9", "Operator not Found")]
    [InlineData("\"omsId\":1", "\"affiliateTag\":\"unknown\"", "AffiliateTag not Found")]
    public async Task A_creation_names_only_what_is_known(string info, string? beside, string detail)
    {
        var payload = $$"""{"userInfo":{"userName":"unborn","email":"unborn@x",{{info}} }{{(beside is null ? "" : "," + beside)}}}""";

        (await venue.Superuser.PostAsync("CreateUser", payload)).MustRefuse(104, detail);
        (await venue.Superuser.PostAsync("GetUserInfo", """{"UserName":"unborn"}""")).MustRefuse(104, "User not Found");
    }

    /// <summary>Two users of one new account.</summary>
    private async Task<(TestUser User, TestUser Member)> MembersAsync()
    {
        var user = await venue.Host.NewUserAsync();
        return (user, await venue.Host.NewUserAsync(user.AccountId));
    }
}
