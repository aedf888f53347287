using System.Globalization;

namespace UserDomain.Host.Tests.Wire;

/// <summary>Members of payloads: their types and their aliases.</summary>
public sealed class MemberTests(OneHost host) : IClassFixture<OneHost>
{
    private static int drawn;

    [Theory]
    [InlineData("GetUserInfo", "UserId", "true")]
    [InlineData("GetUserInfo", "UserId", "1.5")]
    [InlineData("GetUserInfo", "UserId", "\"1.5\"")]
    [InlineData("GetUserInfo", "UserId", "\"one\"")]
    [InlineData("GetUserInfo", "UserId", "-1")]
    [InlineData("GetUserInfo", "UserId", "\"-1\"")]
    [InlineData("GetUserInfo", "UserId", "9223372036854775808")]
    [InlineData("GetUserInfo", "UserId", "1e400")]
    [InlineData("GetUserInfo", "UserId", "[1]")]
    [InlineData("GetUserInfo", "UserId", "{}")]
    [InlineData("GetUserInfo", "OMSId", "\"x\"")]
    [InlineData("GetUserInfo", "UserName", "1")]
    [InlineData("GetUserInfo", "UserName", "true")]
    [InlineData("GetUserInfo", "UserName", "[\"a\"]")]
    [InlineData("GetUserConfig", "UserId", "{}")]
    [InlineData("GetUserPermissions", "UserName", "{}")]
    [InlineData("RemoveUserConfig", "Key", "1")]
    [InlineData("RemoveUserConfig", "Key", "[]")]
    [InlineData("SetUserInfo", "Password", "12345678")]
    [InlineData("SetUserInfo", "Email", "false")]
    [InlineData("SetUserInfo", "EmailVerified", "1")]
    [InlineData("SetUserInfo", "EmailVerified", "\"yes\"")]
    [InlineData("SetUserInfo", "AccountId", "\"x\"")]
    [InlineData("SetUserInfo", "Use2FA", "{}")]
    [InlineData("SetUserConfig", "Config", "1")]
    [InlineData("SetUserConfig", "Config", "true")]
    [InlineData("SetUserConfig", "Config", "[1]")]
    [InlineData("SetUserConfig", "Config", "[[]]")]
    [InlineData("SetUserConfig", "Config", "\"1\"")]
    [InlineData("SetUserConfig", "Config", "\"\\\"twice\\\"\"")]
    [InlineData("CreateUser", "UserInfo", "1")]
    [InlineData("CreateUser", "UserInfo", "[]")]
    [InlineData("CreateUser", "UserInfo", "\"[]\"")]
    [InlineData("CreateUser", "OperatorId", "\"x\"")]
    [InlineData("CreateUser", "AffiliateTag", "7")]
    [InlineData("AuthenticateUser", "UserName", "7")]
    [InlineData("AuthenticateUser", "Password", "{}")]
    public async Task A_member_of_the_wrong_type_is_named(string call, string member, string value)
    {
        var (root, events) = (await host.OperatorAsync(), await host.Database.EventsAsync());

        (await root.PostAsync(call, $$"""{"{{member}}":{{value}}}""")).MustRefuse(100, $"{member} is invalid");

        (await host.Database.EventsAsync()).Should().Be(events);
    }

    [Theory]
    [InlineData("AffiliateId", "affiliateId")]
    [InlineData("AffiliatedId", "affiliateId")]
    [InlineData("affiliatedid", "affiliateId")]
    [InlineData("RefererId", "refererId")]
    [InlineData("refererId", "refererId")]
    [InlineData("referrerId", "refererId")]
    [InlineData("ReferrerId", "refererId")]
    public async Task An_id_is_read_by_each_of_its_names(string alias, string shown)
    {
        var name = await CreateAsync($""" "{alias}":"1" """);

        (await ShowAsync(name)).MustHaveData().GetProperty(shown).GetInt64().Should().Be(1);
    }

    [Theory]
    [InlineData("passwordHash")]
    [InlineData("Password")]
    [InlineData("password")]
    public async Task A_first_password_is_read_by_each_of_its_names(string alias)
    {
        var name = await CreateAsync($""" "{alias}":"{TestUser.Password}","emailVerified":true """);

        (await host.Host.SignInAsync(name, TestUser.Password)).Token.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("""{"UserId":1,"userid":2}""", "GetUserInfo", "UserId")]
    [InlineData("""{"UserName":"a","UserName":"b"}""", "GetUserInfo", "UserName")]
    [InlineData("""{"Password":"Abcdefg1","password":"Abcdefg2"}""", "SetUserInfo", "Password")]
    [InlineData("""{"EmailVerified":true,"emailverified":"false"}""", "SetUserInfo", "EmailVerified")]
    [InlineData("""{"UserInfo":{"affiliateId":1,"affiliatedId":2}}""", "CreateUser", "AffiliateId")]
    [InlineData("""{"UserInfo":{"refererId":1,"referrerId":2}}""", "CreateUser", "RefererId")]
    [InlineData("""{"UserInfo":{"passwordHash":"Abcdefg1","Password":"Abcdefg2"}}""", "CreateUser", "PasswordHash")]
    [InlineData("""{"Config":[{"Key":"a","Name":"b","Value":"1"}]}""", "SetUserConfig", "Key")]
    [InlineData("""{"Config":[{"Key":"a","Value":"1","value":"2"}]}""", "SetUserConfig", "Value")]
    public async Task Two_values_that_disagree_are_refused(string payload, string call, string member) =>
        (await (await host.OperatorAsync()).PostAsync(call, payload)).MustRefuse(100, $"{member} is invalid");

    [Theory]
    [InlineData("""{"UserInfo":{"affiliateId":1,"AffiliatedId":"1","affiliatedId":0,"userName":"%","email":"%@x"}}""")]
    [InlineData("""{"userinfo":{"passwordHash":"Abcdefg1","PASSWORD":"Abcdefg1","userName":"%","email":"%@x"}}""")]
    [InlineData("""{"userInfo":"{\"userName\":\"%\",\"email\":\"%@x\"}","UserConfig":null,"AffiliateTag":""}""")]
    [InlineData("""{"UserInfo":{"UserName":"%","Email":" %@x ","OMSId":1,"Use2FA":false,"AccountId":0},"OperatorId":"1"}""")]
    public async Task Values_that_agree_are_one_value_and_the_user_may_come_in_a_string(string payload)
    {
        var name = $"agreed{Interlocked.Increment(ref drawn)}";

        (await (await host.OperatorAsync()).PostAsync("CreateUser", payload.Replace("%", name, StringComparison.Ordinal))).MustSucceed();

        (await ShowAsync(name)).MustHaveData().GetProperty("email").GetString().Should().Be($"{name}@x");
    }

    private async Task<string> CreateAsync(string members)
    {
        var name = "drawn" + Interlocked.Increment(ref drawn).ToString(CultureInfo.InvariantCulture);
        (await (await host.OperatorAsync()).PostAsync(
            "CreateUser", $$"""{"userInfo":{"userName":"{{name}}","email":"{{name}}@x",{{members}} } }""")).MustSucceed();
        return name;
    }

    private async Task<Answer> ShowAsync(string name) => await (await host.OperatorAsync()).PostAsync("GetUserInfo", $$"""{"userName":"{{name}}"}""");
}
