using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace UserDomain.Host.Tests.Wire;

/// <summary>Requests that are not what they say: none may pass for an empty one, which is about the caller, and none is the server's fault.</summary>
public sealed class BrokenRequestTests(OneHost host) : IClassFixture<OneHost>
{
    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData(Form, "nonsense")]
    [InlineData(Form, "1")]
    [InlineData(Form, "\"{}\"")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"userId\"\r\n\r\n99\r\n--x--\r\n")]
    [InlineData("text/plain", "userId=99")]
    public async Task What_is_neither_json_nor_a_form_is_refused(string type, string body) =>
        (await PostAsync(type, Encoding.UTF8.GetBytes(body))).MustRefuse(100, "Payload is not valid JSON");

    [Fact]
    public async Task A_byte_order_mark_before_json_that_is_labelled_a_form_loses_nothing() =>
        (await PostAsync(Form, [.. Encoding.UTF8.Preamble, .. "{\"userId\":99}"u8])).MustRefuse(104, "User not Found");

    [Theory]
    [InlineData("userName=%FF")]
    [InlineData("userName=%C3%28")]
    public async Task A_form_or_query_that_is_no_utf8_is_refused(string pairs)
    {
        (await PostAsync(Form, Encoding.ASCII.GetBytes(pairs))).MustRefuse(100, "Payload is not valid Unicode");
        (await (await host.OperatorAsync()).GetAsync($"/AP/GetUserInfo?{pairs}")).MustRefuse(100, "Payload is not valid Unicode");
    }

    [Fact]
    public async Task A_form_and_a_query_are_decoded()
    {
        var user = await host.NewUserAsync();
        const string pairs = "config=%7B%22na%C3%AFve+key%22%3A%22a%26b%3Dc%22%7D&unread";

        (await (await host.OperatorAsync()).GetAsync($"/AP/SetUserConfig?userId={user.Id}&{pairs}")).MustSucceed();

        (await user.ConfigAsync()).Should().Be("""[{"Key":"naïve key","Value":"a&b=c"}]""");
    }

    [Fact]
    public async Task A_body_that_is_badly_framed_is_the_clients_fault()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Host.Address.Host, host.Host.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /AP/AuthenticateUser HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"));

        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync()).Should().StartWith("HTTP/1.1 400"); // what follows may be cut off: the connection is of no more use
    }

    [Fact]
    public async Task A_member_that_is_given_twice_alike_is_fine()
    {
        var user = await host.NewUserAsync();

        (await user.Client.PostAsync("SetUserConfig", """{"config":{"a":"1"},"Config":{"a":"1"}}""")).MustSucceed();
        (await user.Client.PostAsync("SetUserConfig", """{"config":{"a":"1"},"Config":{"a":"2"}}""")).MustRefuse(100, "Config is invalid");
    }

    [Theory]
    [InlineData("ali\u200Bce", "x@example.org", "UserName is invalid")]
    [InlineData("\u202Eecila", "x@example.org", "UserName is invalid")]
    [InlineData("look-alike", "ali\u200Bce@example.org", "Email is invalid")]
    public async Task A_name_that_only_looks_like_another_is_refused(string name, string email, string detail) =>
        (await (await host.OperatorAsync()).PostAsync("CreateUser", $$$"""{"userInfo":{"userName":"{{{name}}}","email":"{{{email}}}"}}""")).MustRefuse(100, detail);

    private async Task<Answer> PostAsync(string type, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await (await host.OperatorAsync()).PostAsync("GetUserInfo", content);
    }
}
