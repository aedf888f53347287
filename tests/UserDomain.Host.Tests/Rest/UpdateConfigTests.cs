using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace UserDomain.Host.Tests.Rest;

/// <summary>Every row of the wire contract's tables on update-config (9.1, 9.2).</summary>
public sealed class UpdateConfigTests(OneHost host) : IClassFixture<OneHost>
{
    [Theory]
    [InlineData("""{"cellPhone":"+1 (555) 123-4567"}""", """cellPhone=+1 (555) 123-4567""")]
    [InlineData("""{"CELLPHONE":"1"}""", "cellPhone=1")]
    [InlineData("""{"cellPhone":""}""", "cellPhone=")]
    [InlineData("""{"cellcarrier":"tmobile"}""", "cellCarrier=TMobile")]
    [InlineData("""{"cellCarrier":"Undefined"}""", "cellCarrier=Undefined")]
    [InlineData("""{"cellCarrier":"NoChange"}""", "")]
    [InlineData("""{"cellCarrier":"nochange","phone":"[Default]","company":"[Default]","cellPhone":"[Default]"}""", "")]
    [InlineData("""{"phone":"ext. 7","company":"Löwe & Co"}""", "company=Löwe & Co,phone=ext. 7")]
    [InlineData("""{"timeZoneOffset":-840,"maxSessions":32767}""", "maxSessions=32767,timeZoneOffset=-840")]
    [InlineData("""{"timeZoneOffset":0,"maxSessions":1}""", "maxSessions=1,timeZoneOffset=0")]
    [InlineData("""{"notifyByEmail":true,"notifyBySms":false,"NotifyErrors":true}""", "notifyByEmail=true,notifyBySms=false,notifyErrors=true")]
    [InlineData("""{"notifyInterconnects":false,"notifyNotices":true,"notifyReports":false}""", "notifyInterconnects=false,notifyNotices=true,notifyReports=false")]
    [InlineData("""{"a":"1","A":1.50,"b":true,"c":{"x": [1, null, "ü"]},"d":[],"e":null}""", """A=1.50,a=1,b=true,c={"x":[1,null,"ü"]},d=[]""")]
    [InlineData("""{"a":"1","a":"2"}""", "a=2")]
    [InlineData("""{"a":"1","a":null}""", "")]
    [InlineData("""{"cellPhone":"1","CellPhone":"2"}""", "cellPhone=2")]
    [InlineData("""{"first name":"free","Email ":"free"}""", "Email =free,first name=free")]
    [InlineData("""{"a":"1", /* a comment */ "b":"2", }""", "a=1,b=2")]
    public async Task What_is_sent_is_stored(string json, string stored)
    {
        var user = await host.NewUserAsync();

        (await (await TestRest.OfAsync(user)).UpdateAsync(With(user, json))).MustBe(TestRest.Done);

        string.Join(',', JsonElement.Parse(await user.ConfigAsync()).EnumerateArray().Select(pair => $"{pair.GetProperty("Key")}={pair.GetProperty("Value")}")).Should().Be(stored);
    }

    [Theory]
    [InlineData("""{"cellPhone":15551234567}""", "cellPhone is invalid")]
    [InlineData("""{"cellPhone":"+1-800-FLOWERS"}""", "cellPhone is invalid")]
    [InlineData("""{"cellPhone":"١٢٣"}""", "cellPhone is invalid")]
    [InlineData("""{"cellPhone":"*****"}""", "cellPhone is invalid")]
    [InlineData("""{"cellPhone":["+1"]}""", "cellPhone is invalid")]
    [InlineData("""{"cellPhone":"123456789012345678901234567890123"}""", "cellPhone is invalid")]
    [InlineData("""{"phone":"123456789012345678901234567890123"}""", "phone is invalid")]
    [InlineData("""{"phone":7}""", "phone is invalid")]
    [InlineData("""{"company":{"name":"x"}}""", "company is invalid")]
    [InlineData("""{"cellCarrier":"Pigeon"}""", "cellCarrier is invalid")]
    [InlineData("""{"cellCarrier":""}""", "cellCarrier is invalid")]
    [InlineData("""{"CELLCARRIER":2}""", "cellCarrier is invalid")]
    [InlineData("""{"timeZoneOffset":841}""", "timeZoneOffset is invalid")]
    [InlineData("""{"timeZoneOffset":-841}""", "timeZoneOffset is invalid")]
    [InlineData("""{"timeZoneOffset":"60"}""", "timeZoneOffset is invalid")]
    [InlineData("""{"timeZoneOffset":60.5}""", "timeZoneOffset is invalid")]
    [InlineData("""{"timeZoneOffset":6e1}""", "timeZoneOffset is invalid")]
    [InlineData("""{"maxSessions":0}""", "maxSessions is invalid")]
    [InlineData("""{"maxSessions":32768}""", "maxSessions is invalid")]
    [InlineData("""{"maxSessions":99999999999999999999}""", "maxSessions is invalid")]
    [InlineData("""{"notifyByEmail":"true"}""", "notifyByEmail is invalid")]
    [InlineData("""{"notifyBySms":1}""", "notifyBySms is invalid")]
    [InlineData("""{"email":"x@example.org"}""", "email is invalid")]
    [InlineData("""{"firstname":"x"}""", "firstName is invalid")]
    [InlineData("""{"lastName":null}""", "lastName is invalid")]
    [InlineData("""{"login":"x"}""", "login is invalid")]
    [InlineData("""{"LoginName":"x"}""", "loginName is invalid")]
    [InlineData("""{"PASSWORD":"x"}""", "password is invalid")]
    [InlineData("""{"newPassword":"x"}""", "newPassword is invalid")]
    [InlineData("""{"authLevel":"Root"}""", "authLevel is invalid")]
    [InlineData("""{"networkId":1}""", "networkId is invalid")]
    [InlineData("""{"mailboxId":1}""", "mailboxId is invalid")]
    [InlineData("""{"emailVerified":true}""", "emailVerified is invalid")]
    [InlineData("""{"Use2fa":false}""", "use2FA is invalid")]
    [InlineData("""{"":"x"}""", "A field has no name")]
    [InlineData("""{"a\u0000":"x"}""", "Key is invalid")]
    [InlineData("""{"a":"\u0000"}""", "A field is invalid")]
    [InlineData("""{"a":"\ud800"}""", "Payload is not valid Unicode")]
    [InlineData("""{"\ud800":"a"}""", "Payload is not valid Unicode")]
    [InlineData("""{"USERID":7}""", "userId is invalid")]
    public async Task What_cannot_be_is_named_and_nothing_is_stored(string json, string message)
    {
        var user = await host.NewUserAsync();

        (await (await TestRest.OfAsync(user)).UpdateAsync(With(user, json, "\"good\":\"1\""))).MustFail(HttpStatusCode.BadRequest, "InvalidParameter", message);

        (await user.ConfigAsync()).Should().Be("[]");
    }

    [Theory]
    [InlineData("""{}""", "userId is Required")]
    [InlineData("", "userId is Required")]
    [InlineData("null", "userId is Required")]
    [InlineData("""{"userId":0}""", "userId is invalid")]
    [InlineData("""{"userId":-1}""", "userId is invalid")]
    [InlineData("""{"userId":null}""", "userId is invalid")]
    [InlineData("""{"userId":1.5}""", "userId is invalid")]
    [InlineData("""{"userId":"1"}""", "userId is invalid")]
    [InlineData("""{"userId":true}""", "userId is invalid")]
    [InlineData("""{"userId":99999999999999999999}""", "userId is invalid")]
    [InlineData("""[]""", "Payload is not a JSON object")]
    [InlineData("\"text\"", "Payload is not a JSON object")]
    [InlineData("7", "Payload is not a JSON object")]
    [InlineData("""{"userId":1""", "Payload is not valid JSON")]
    [InlineData("nonsense", "Payload is not valid JSON")]
    public async Task Who_it_is_about_must_be_said(string json, string message) =>
        (await (await TestRest.OfAsync(await host.NewUserAsync())).UpdateAsync(json)).MustFail(HttpStatusCode.BadRequest, "InvalidParameter", message);

    [Fact]
    public async Task What_is_too_long_or_too_much_is_refused()
    {
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user);

        await FailsAsync(Fields(257), "There are too many fields");
        await FailsAsync($"\"{new string('k', 257)}\":\"1\"", "The name of a field is too long");
        await FailsAsync($"\"memo\":\"{new string('v', 65_537)}\"", "memo is too long");
        await FailsAsync($"\"memo\":\"{new string('v', 1024 * 1024)}\"", "Payload is too long");
        (await user.ConfigAsync()).Should().Be("[]");
        (await rest.UpdateAsync($$"""{"userId":{{user.Id}},{{Fields(255)}},"{{new string('k', 256)}}":"{{new string('v', 65_536)}}"}""")).MustBe(TestRest.Done);

        async Task FailsAsync(string fields, string message) =>
            (await rest.UpdateAsync($$"""{"userId":{{user.Id}},{{fields}}}""")).MustFail(HttpStatusCode.BadRequest, "InvalidParameter", message);
    }

    [Fact]
    public async Task Null_clears_and_what_is_left_out_stays()
    {
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user);
        (await rest.UpdateAsync(With(user, """{"a":"1","b":"2","cellPhone":"3"}"""))).MustBe(TestRest.Done);

        (await rest.UpdateAsync(With(user, """{"a":null,"CELLphone":null,"none":null}"""))).MustBe(TestRest.Done);
        (await rest.UpdateAsync(With(user, """{"a":null}"""))).MustBe(TestRest.Done);

        (await user.ConfigAsync()).Should().Be("""[{"Key":"b","Value":"2"}]""");
        (await user.EventsAsync()).Count(type => type == "user_config_removed").Should().Be(2);
    }

    [Fact]
    public async Task A_venue_may_have_null_leave_things_as_they_are()
    {
        var other = await host.Venue.StartHostAsync(settings => settings with { NullMeansUnchanged = true });
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user) with { Host = other };
        (await rest.UpdateAsync(With(user, """{"a":"1","cellPhone":"3"}"""))).MustBe(TestRest.Done);

        (await rest.UpdateAsync(With(user, """{"a":null,"cellPhone":null,"b":"2"}"""))).MustBe(TestRest.Done);

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"},{"Key":"cellPhone","Value":"3"}]""");
        HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("ECGRID:NULLMEANSUNCHANGED", "true")]).Build()).NullMeansUnchanged.Should().BeTrue();
    }

    [Fact]
    public async Task The_record_says_which_call_it_was_and_how_it_came()
    {
        var user = await host.NewUserAsync();

        (await (await TestRest.OfAsync(user)).SendAsync(HttpMethod.Post, "update-config", With(user, """{"a":"1"}"""), ("X-Correlation-Id", "mine")))
            .MustBe(TestRest.Done).Headers["X-Correlation-Id"].Should().Be("mine");

        (await host.Database.AskAsync<string>(
            "select concat_ws(' ', type, user_name, headers->>'Call', headers->>'Transport', correlation_id) from mt_events where stream_id = $1 order by version desc limit 1",
            $"user-{user.Id}")).Should().Be($"user_config_set {user.Id} UpdateUserConfig rest mine");
    }

    private static string With(TestUser user, string json, string? more = null) =>
        $$"""{"userId":{{user.Id}}{{(more is null ? "" : ",")}}{{more}},{{json[1..]}}""";

    private static string Fields(int count) => string.Join(',', Enumerable.Range(1, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"\"f{n}\":{n}")));
}
