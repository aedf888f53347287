using System.Net;
using System.Net.Sockets;
using System.Text;

namespace UserDomain.Host.Tests.Rest;

/// <summary>Who calls the REST endpoint: by a key or a session, found out before a body is read (wire contract, 9.1).</summary>
public sealed class RestCallerTests(OneHost host) : IClassFixture<OneHost>
{
    [Theory]
    [InlineData("X-API-Key")]
    [InlineData("x-api-key")]
    [InlineData("X-Api-KEY")]
    public async Task A_key_is_read_in_any_case_of_its_header(string header)
    {
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user);

        (await (rest with { Key = null }).SendAsync(HttpMethod.Get, "me", null, (header, rest.Key!))).MustBeData().GetProperty("userId").GetInt64().Should().Be(user.Id);
    }

    [Fact]
    public async Task A_session_opens_it_too_by_either_header()
    {
        var user = await host.NewUserAsync();
        var stranger = new TestRest(host.Host, null);

        foreach (var header in ((string, string)[])[("APToken", user.Client.Token!), ("Authorization", $"Bearer {user.Client.Token}"), ("authorization", $"bearer {user.Client.Token}")])
        {
            (await stranger.SendAsync(HttpMethod.Get, "me", null, header)).MustBeData().GetProperty("userId").GetInt64().Should().Be(user.Id);
            (await stranger.SendAsync(HttpMethod.Post, "update-config", $$"""{"userId":{{user.Id}},"by":"{{header.Item1}}"}""", header)).MustBe(TestRest.Done);
        }

        (await user.PostAsync("LogOut")).MustSucceed();
        (await stranger.SendAsync(HttpMethod.Get, "me", null, ("Authorization", $"Bearer {user.Client.Token}"))).MustFail(HttpStatusCode.Unauthorized, "InvalidSession");
    }

    [Theory]
    [InlineData("InvalidAPIKey")]
    [InlineData("InvalidAPIKey", "X-API-Key", "")]
    [InlineData("InvalidAPIKey", "X-API-Key", "guess")]
    [InlineData("InvalidAPIKey", "X-API-Key", "00000000-0000-0000-0000-000000000000")]
    [InlineData("InvalidAPIKey", "Authorization", "Basic b3BlcmF0b3I6Q29ycmVjdC1Ib3JzZS0x")]
    [InlineData("InvalidSession", "Authorization", "Bearer")]
    [InlineData("InvalidSession", "Authorization", "Bearer guess")]
    [InlineData("InvalidSession", "APToken", "guess")]
    public async Task Whoever_is_not_known_is_told_which_of_them_is_wrong(string code, string? header = null, string? value = null)
    {
        (string, string)[] headers = header is null ? [] : [(header, value!)];

        var answer = await new TestRest(host.Host, null).SendAsync(HttpMethod.Get, "me", null, headers);

        answer.MustFail(HttpStatusCode.Unauthorized, code).Headers.Should().ContainKey("WWW-Authenticate");
    }

    [Fact]
    public async Task A_key_that_is_wrong_is_not_made_up_for_by_a_session()
    {
        var user = await host.NewUserAsync();

        (await new TestRest(host.Host, "guess").SendAsync(HttpMethod.Get, "me", null, ("APToken", user.Client.Token!))).MustFail(HttpStatusCode.Unauthorized, "InvalidAPIKey");
    }

    [Theory]
    [InlineData("Expect: 100-continue\r\n", "")]
    [InlineData("", "{\"userId\":")]
    public async Task Who_is_not_known_is_told_so_before_his_body_is_read(string header, string begun)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Host.Address.Host, host.Host.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v2/users/update-config HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n{header}\r\n{begun}"));

        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(4))).Should().StartWith("HTTP/1.1 401");
    }

    [Fact]
    public async Task A_key_opens_nothing_on_the_gateway_and_what_signs_there_nothing_here()
    {
        var user = await host.NewUserAsync();
        var (rest, key) = (await TestRest.OfAsync(user), await TestKey.OfAsync(user, "Trading"));

        (await host.Stranger.PostAsync("GetUserInfo", "{}", ("X-API-Key", rest.Key!))).MustNotKnowTheCaller();
        (await host.Stranger.PostAsync("GetUserInfo", "{}", ("APToken", rest.Key!))).MustNotKnowTheCaller();
        (await new TestRest(host.Host, null).SendAsync(HttpMethod.Get, "me", null, key.Headers(TestKey.NewNonce()))).MustFail(HttpStatusCode.Unauthorized, "InvalidAPIKey");
        (await (await host.OperatorAsync()).PostAsync("UpdateUserConfig", $$"""{"userId":{{user.Id}} }""")).MustBe("NOT FOUND", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("GET", "/v2")]
    [InlineData("GET", "/v2/")]
    [InlineData("POST", "/v2/users")]
    [InlineData("GET", "/v2/users/me/more")]
    [InlineData("POST", "/v2/auth/login")]
    [InlineData("DELETE", "/v2/nothing/here")]
    public async Task What_there_is_not_is_not_found_whoever_asks(string method, string path) =>
        (await host.Stranger.SendAsync(new(new(method), path))).MustFail(HttpStatusCode.NotFound, "ObjectNotFound");

    [Theory]
    [InlineData("GET", "update-config", "POST")]
    [InlineData("POST", "me", "GET")]
    [InlineData("PUT", "7", "GET")]
    [InlineData("DELETE", "key-generate", "POST, GET")]
    [InlineData("GET", "key/7", "DELETE")]
    public async Task A_method_that_a_path_does_not_take_is_refused_with_those_that_it_does(string method, string path, string allowed) =>
        (await new TestRest(host.Host, null).SendAsync(new(method), path)).MustFail(HttpStatusCode.MethodNotAllowed, "InvalidParameter").Headers["Allow"].Should().Be(allowed);
}
