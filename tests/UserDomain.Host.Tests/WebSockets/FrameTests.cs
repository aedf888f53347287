using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace UserDomain.Host.Tests.WebSockets;

/// <summary>The frame and what is answered, row by row (wire contract, 1.1 and 2).</summary>
public sealed class FrameTests(OneHost venue) : IClassFixture<OneHost>
{
    private const string NotAuthorized = """{"result":false,"errormsg":"Not Authorized","errorcode":20,"detail":null}""";

    [Theory]
    [InlineData("/WSGateway")]
    [InlineData("/WSGateway/")]
    [InlineData("/wsgateway/")]
    public async Task The_gateway_answers_with_a_slash_and_without_in_any_case(string path)
    {
        await using var socket = await TestSocket.OpenAsync(venue.Host.Address, path: path);

        (await socket.CallAsync("Ping")).MustBe("""{"msg":"PONG"}""");
    }

    [Fact]
    public async Task A_request_that_is_no_upgrade_is_told_so()
    {
        (await venue.Stranger.GetAsync("/WSGateway/")).MustRefuse(100, "The request is broken", System.Net.HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_user_who_is_signed_in_sees_himself()
    {
        var user = await venue.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);

        var reply = await socket.AskAsync("""{"m":0,"i":4,"n":"GetUserInfo","o":"{}"}""");

        reply.MustBe(1, 4, "GetUserInfo");
        reply.Payload.Should().Be((await user.PostAsync("GetUserInfo")).Body, "both transports answer alike");
        reply.Answer.Json.EnumerateObject().Should().HaveCount(17);
        reply.Answer.Json.GetProperty("userId").GetInt64().Should().Be(user.Id);
    }

    [Theory]
    [InlineData("""{"m":0,"i":4,"n":"GetUserInfo","o":"{}"}""")]
    [InlineData("""{"m":0,"i":4,"n":"GetUserInfo","o":"no JSON"}""")]
    [InlineData("""{"m":0,"i":4,"n":"GetUserInfo","o":{"UserId":{"no":"id"}}}""")]
    public async Task A_stranger_learns_nothing_not_even_that_his_payload_is_wrong(string frame)
    {
        await using var socket = await TestSocket.OpenAsync(venue.Host);

        var reply = await socket.AskAsync(frame);

        reply.Should().Be(new SocketFrame(1, 4, "GetUserInfo", NotAuthorized));
    }

    [Fact]
    public async Task A_call_that_there_is_none_of_is_an_error_frame()
    {
        await using var socket = await TestSocket.OpenAsync(venue.Host);

        var reply = await socket.AskAsync("""{"m":0,"i":8,"n":"Nope","o":"{}"}""");

        reply.Should().Be(new SocketFrame(5, 8, "Nope", """{"result":false,"errormsg":"Resource Not Found","errorcode":104,"detail":"Endpoint Not Found"}"""));
    }

    [Theory]
    [InlineData("hello", 0, "", "Payload is not valid JSON")]
    [InlineData("""{"m":0,"i":2,"n":"Ping","o":"{}" """, 0, "", "Payload is not valid JSON")]
    [InlineData("[1]", 0, "", "Payload is not a JSON object")]
    [InlineData("", 0, "", "m is Required")]
    [InlineData("null", 0, "", "m is Required")]
    [InlineData("""{"m":1,"i":2,"n":"Ping"}""", 2, "Ping", "m is invalid")]
    [InlineData("""{"m":3,"i":2,"n":"Ping"}""", 2, "Ping", "m is invalid")]
    [InlineData("""{"m":5,"i":2,"n":"Ping"}""", 2, "Ping", "m is invalid")]
    [InlineData("""{"m":6,"i":2,"n":"Ping"}""", 2, "Ping", "m is invalid")]
    [InlineData("""{"m":{},"i":2,"n":"Ping"}""", 2, "Ping", "m is invalid")]
    [InlineData("""{"i":2,"n":"Ping"}""", 2, "Ping", "m is Required")]
    [InlineData("""{"m":0,"i":"a","n":"Ping"}""", 0, "Ping", "i is invalid")]
    [InlineData("""{"m":0,"i":1.5,"n":"Ping"}""", 0, "Ping", "i is invalid")]
    [InlineData("""{"m":0,"i":[],"n":"Ping"}""", 0, "Ping", "i is invalid")]
    [InlineData("""{"m":0,"i":9223372036854775808,"n":"Ping"}""", 0, "Ping", "i is invalid")]
    [InlineData("""{"m":0,"i":2}""", 2, "", "n is Required")]
    [InlineData("""{"m":0,"i":2,"n":""}""", 2, "", "n is Required")]
    [InlineData("""{"m":0,"i":2,"n":null}""", 2, "", "n is Required")]
    [InlineData("""{"m":0,"i":2,"n":7}""", 2, "", "n is invalid")]
    [InlineData("""{"m":0,"i":2,"n":"\ud800"}""", 2, "", "n is invalid")]
    [InlineData("""{"m":0,"i":2,"\ud800":"Ping"}""", 0, "", "Payload is not valid Unicode")]
    public async Task What_is_no_frame_is_an_error_frame_and_the_socket_stays_open(string text, long number, string name, string detail)
    {
        await using var socket = await TestSocket.OpenAsync(venue.Host);

        var reply = await socket.AskAsync(text);

        reply.MustBe(5, number, name).Answer.MustRefuse(100, detail);
        (await socket.CallAsync("Ping")).MustBe("""{"msg":"PONG"}""");
    }

    [Theory]
    [InlineData("""{"m":0,"i":2,"n":"Ping","o":"{}"}""", 2)]
    [InlineData("""{"m":2,"i":2,"n":"Ping","o":"{}"}""", 2)]
    [InlineData("""{"m":4,"i":2,"n":"Ping","o":"{}"}""", 2)]
    [InlineData("""{"m":"0","i":"12","n":"Ping","o":"{}"}""", 12)]
    [InlineData("""{"O":"{}","N":"Ping","I":-3,"M":0}""", -3)]
    [InlineData("""{"m":0,"i":9223372036854775807,"n":"Ping"}""", long.MaxValue)]
    [InlineData("""{"m":0,"n":"Ping","o":""}""", 0)]
    [InlineData("""{"m":0,"i":null,"n":"Ping","o":null}""", 0)]
    [InlineData("""{"m":0,"i":0,"n":"Ping","o":"null"}""", 0)]
    [InlineData("""/* a */ {"m":0,"i":2,"n":"Ping","o":{},"more":[1,],} // b""", 2)]
    [InlineData("""{"m":0,"i":2,"n":"Ping","o":"{/* a */}"}""", 2)]
    public async Task A_frame_is_read_as_tolerantly_as_payloads_are(string frame, long number)
    {
        await using var socket = await TestSocket.OpenAsync(venue.Host);

        (await socket.AskAsync(frame)).Should().Be(new SocketFrame(1, number, "Ping", """{"msg":"PONG"}"""));
    }

    [Theory]
    [InlineData("pInG")]
    [InlineData("PING")]
    public async Task The_name_is_read_in_any_case_and_echoed_as_it_was_written(string name)
    {
        await using var socket = await TestSocket.OpenAsync(venue.Host);

        (await socket.AskAsync($$"""{"m":0,"i":2,"n":"{{name}}"}""")).MustBe(1, 2, name);
    }

    [Theory]
    [InlineData("\"no JSON\"", "Payload is not valid JSON")]
    [InlineData("\"[]\"", "Payload is not a JSON object")]
    [InlineData("[]", "Payload is not a JSON object")]
    [InlineData("7", "Payload is not a JSON object")]
    [InlineData("""  "{\"Key\":\"\\ud800\"}"  """, "Payload is not valid Unicode")]
    [InlineData("\"\\ud800\"", "Payload is not valid Unicode")]
    public async Task A_payload_that_cannot_be_read_is_a_reply_that_says_so(string payload, string detail)
    {
        var user = await venue.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);

        var reply = await socket.AskAsync($$"""{"m":0,"i":2,"n":"GetUserConfig","o":{{payload}}}""");

        reply.MustBe(1, 2, "GetUserConfig").Answer.MustRefuse(100, detail);
    }

    [Fact]
    public async Task Business_failures_are_replies()
    {
        await using var socket = await TestSocket.OpenAsync(venue.Host);
        TestHost.TokenIn(await socket.SignInAsync("operator", TestVenue.OperatorPassword));

        (await socket.AskAsync("""{"m":0,"i":20,"n":"GetUserInfo","o":"{\"UserId\":999999}"}""")).MustBe(1, 20, "GetUserInfo").Answer.MustRefuse(104, "User not Found");
        (await socket.AskAsync("""{"m":0,"i":20,"n":"RemoveUserConfig","o":{"UserId":1}}""")).MustBe(1, 20, "RemoveUserConfig").Answer.MustRefuse(100, "Key is Required");
    }

    [Fact]
    public async Task What_one_transport_stores_the_other_shows()
    {
        var user = await venue.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);

        (await socket.CallAsync("SetUserConfig", """{"Config":[{"Key":"Suite Number","Value":158},{"Key":"ключ","Value":"𝄞\"\\\u0001"}]}""")).MustSucceed();

        var shown = await user.ConfigAsync();
        JsonElement.Parse(shown)[1].GetProperty("Value").GetString().Should().Be("𝄞\"\\\u0001");
        (await socket.CallAsync("GetUserConfig")).MustBe(shown);
    }

    [Fact]
    public async Task A_number_that_was_used_before_is_as_good_as_another()
    {
        await using var socket = await TestSocket.OpenAsync(venue.Host);

        (await socket.AskAsync("""{"m":0,"i":2,"n":"Ping"}""")).MustBe(1, 2, "Ping");
        (await socket.AskAsync("""{"m":0,"i":2,"n":"Ping"}""")).MustBe(1, 2, "Ping");
    }

    [Fact]
    public async Task Binary_messages_and_fragments_are_read_like_text()
    {
        await using var socket = await TestSocket.OpenAsync(venue.Host);
        var frame = """{"m":0,"i":2,"n":"Ping","o":"{}"}"""u8.ToArray();

        await socket.SendAsync(frame, WebSocketMessageType.Binary);
        (await socket.NextAsync()).MustBe(1, 2, "Ping");

        for (var at = 0; at < frame.Length; at++)
            await socket.SendAsync(frame.AsMemory(at, 1), isWhole: false);
        await socket.SendAsync(ReadOnlyMemory<byte>.Empty);
        (await socket.NextAsync()).MustBe(1, 2, "Ping");
    }

    [Fact]
    public async Task A_text_that_is_no_UTF8_is_an_error_frame_or_the_end_of_the_socket()
    {
        await using var socket = await TestSocket.OpenAsync(venue.Host);

        await socket.SendAsync(Encoding.Latin1.GetBytes("{\"m\":0,\"i\":2,\"n\":\"\u00e4\"}"), WebSocketMessageType.Binary);

        (await socket.NextAsync()).MustBe(5, 0, "").Answer.MustRefuse(100, "Payload is not valid Unicode");
    }
}
