using System.Net;
using System.Text;

namespace UserDomain.Host.Tests.Wire;

/// <summary>How a call and its payload may be written (wire contract, 1.2 and 1.3).</summary>
public sealed class RequestTests(OneHost host) : IClassFixture<OneHost>
{
    [Theory]
    [InlineData("/AP/GetUserPermissions")]
    [InlineData("/ap/getuserpermissions")]
    [InlineData("/Ap/GETUSERPERMISSIONS?UserId=1")]
    [InlineData("/AP/GetUserPermissions?userid=1&USERNAME=OPERATOR")]
    [InlineData("/AP/GetUserPermissions?UserId=&UserName=&unknown=1&unknown=2")]
    public async Task A_get_reads_its_query_and_no_case_matters(string path) =>
        (await (await host.OperatorAsync()).GetAsync(path)).MustBe("""["SUPERUSER"]""");

    [Fact]
    public async Task A_get_can_set_configuration_too()
    {
        var user = await host.NewUserAsync();

        (await user.Client.GetAsync("/AP/SetUserConfig?Config=" + Uri.EscapeDataString("""[{"Key":"é","Value":1}]"""))).MustSucceed();

        (await user.ConfigAsync()).Should().Be("""[{"Key":"é","Value":"1"}]""");
    }

    [Fact]
    public async Task A_query_that_disagrees_with_itself_is_refused() =>
        (await (await host.OperatorAsync()).GetAsync("/AP/GetUserInfo?UserId=1&userid=2")).MustRefuse(100, "UserId is invalid");

    [Fact]
    public async Task A_name_with_nothing_in_a_query_stays_unstorable() =>
        (await (await host.OperatorAsync()).GetAsync("/AP/GetUserInfo?UserName=a%00b")).MustRefuse(100, "UserName is invalid");

    [Theory]
    [InlineData("APToken")]
    [InlineData("aptoken")]
    [InlineData("APTOKEN")]
    public async Task The_token_header_is_read_in_any_case(string header) =>
        (await host.Stranger.PostAsync("GetUserPermissions", "{}", (header, (await host.OperatorAsync()).Token!))).MustBe("""["SUPERUSER"]""");

    [Theory]
    [InlineData("""{"UserId":1}""")]
    [InlineData("""{"userid":1}""")]
    [InlineData("""{"USERID":"1"}""")]
    [InlineData("""{"UserId":" 1 "}""")]
    [InlineData("""{"UserId":0,"UserName":""}""")]
    [InlineData("""{"UserId":"0","UserName":null}""")]
    [InlineData("""{"UserId":null}""")]
    [InlineData("""{"UserId":"","UserName":"operator"}""")]
    [InlineData("""{"UserId":1,"userId":"1","UserName":" OPERATOR "}""")]
    [InlineData("""{"UserId":1,"UserId":null,"userid":0}""")]
    [InlineData("""{"UserId":1,}""")]
    [InlineData("""{/* whose */"UserId":1 // his own""" + "\n}")]
    [InlineData("\uFEFF{\"UserId\":1}")]
    [InlineData(" \r\n\t{ } \n")]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("null")]
    [InlineData("""{"Nobody":{"knows":[1,"2",null]},"me":true}""")]
    public async Task A_payload_is_read_tolerantly(string payload) =>
        (await (await host.OperatorAsync()).PostAsync("GetUserPermissions", payload)).MustBe("""["SUPERUSER"]""");

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"UserId":1}]""")]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("\"{}\"")]
    public async Task What_is_json_but_no_object_is_refused(string payload) =>
        (await (await host.OperatorAsync()).PostAsync("GetUserPermissions", payload)).MustRefuse(100, "Payload is not a JSON object");

    [Theory]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("""{"UserId":1""")]
    [InlineData("""{UserId:1}""")]
    [InlineData("""{'UserId':1}""")]
    [InlineData("""{“UserId”:1}""")]
    [InlineData("""{"UserId":01}""")]
    [InlineData("""{"UserId":NaN}""")]
    [InlineData("nonsense")]
    [InlineData("{\"UserName\":\"line\nbreak\"}")]
    [InlineData("""{"Config":["Street":"Hillside Road"]}""")]
    public async Task What_is_no_json_is_refused(string payload) =>
        (await (await host.OperatorAsync()).PostAsync("GetUserPermissions", payload)).MustRefuse(100, "Payload is not valid JSON");

    [Fact]
    public async Task Json_that_is_too_deep_is_refused()
    {
        var deep = new StringBuilder().Insert(0, "[", 5_000).Append(']', 5_000);

        (await (await host.OperatorAsync()).PostAsync("GetUserPermissions", $$"""{"x":{{deep}}}""")).MustRefuse(100, "Payload is not valid JSON");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Json_is_read_whatever_its_type_is_called(string? type)
    {
        var body = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"UserName":"operator"}"""));
        if (type is not null)
            body.Headers.ContentType = new(type);

        (await (await host.OperatorAsync()).PostAsync("GetUserPermissions", body)).MustBe("""["SUPERUSER"]""");
    }

    [Fact]
    public async Task A_form_is_read_by_its_members() =>
        (await (await host.OperatorAsync()).PostAsync(
            "GetUserPermissions", new FormUrlEncodedContent([new("UserId", "1"), new("userName", "operator")]))).MustBe("""["SUPERUSER"]""");

    [Theory]
    [InlineData("Nope")]
    [InlineData("Unlock")]
    [InlineData("SetPassword")]
    [InlineData("CreateFirstOperator")]
    [InlineData("GetUserInfo ")]
    public async Task What_is_no_call_is_not_found(string call)
    {
        (await (await host.OperatorAsync()).PostAsync(Uri.EscapeDataString(call), "{")).MustBe("NOT FOUND", HttpStatusCode.NotFound);
        (await host.Stranger.GetAsync($"/AP/{Uri.EscapeDataString(call)}")).MustBe("NOT FOUND", HttpStatusCode.NotFound);
    }
}
