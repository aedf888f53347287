namespace UserDomain.Host.Tests.Wire;

/// <summary>What may stand in a text, wherever in a payload it stands: Unicode without U+0000 and halves of characters.</summary>
public sealed class TextTests(OneHost host) : IClassFixture<OneHost>
{
    [Theory]
    [InlineData("""{"UserName":"a\u0000b"}""", "GetUserInfo", "UserName is invalid")]
    [InlineData("""{"Config":[{"Key":"a\u0000","Value":"1"}]}""", "SetUserConfig", "Key is invalid")]
    [InlineData("""{"Config":{"\u0000":"1"}}""", "SetUserConfig", "Key is invalid")]
    [InlineData("""{"Config":[{"Key":"a","Value":"\u0000"}]}""", "SetUserConfig", "Value is invalid")]
    [InlineData("""{"Config":[{"Key":"a","Value":{"b":["\u0000"]}}]}""", "SetUserConfig", "Value is invalid")]
    [InlineData("""{"Config":[{"Key":"a","Value":{"b\u0000":1}}]}""", "SetUserConfig", "Value is invalid")]
    [InlineData("""{"Key":"\u0000"}""", "RemoveUserConfig", "Key is invalid")]
    [InlineData("""{"Email":"a\u0000@b"}""", "SetUserInfo", "Email is invalid")]
    [InlineData("""{"Password":"Abcdefg1\u0000"}""", "SetUserInfo", "Password is invalid")]
    [InlineData("""{"UserName":"\uD800"}""", "GetUserInfo", "Payload is not valid Unicode")]
    [InlineData("""{"UserName":"\uDC00\uD800"}""", "GetUserInfo", "Payload is not valid Unicode")]
    [InlineData("""{"\uD800":1}""", "GetUserInfo", "Payload is not valid Unicode")]
    [InlineData("""{"Config":[{"Key":"\uDFFF","Value":"1"}]}""", "SetUserConfig", "Payload is not valid Unicode")]
    [InlineData("""{"Config":{"\uD800":"1"}}""", "SetUserConfig", "Payload is not valid Unicode")]
    [InlineData("""{"Config":[{"Key":"a","Value":"\uD83D"}]}""", "SetUserConfig", "Payload is not valid Unicode")]
    [InlineData("""{"Config":[{"Key":"a","Value":["\uD83D"]}]}""", "SetUserConfig", "Payload is not valid Unicode")]
    [InlineData("""{"Config":[{"Key":"a","Value":{"\uD83D":1}}]}""", "SetUserConfig", "Payload is not valid Unicode")]
    [InlineData("""{"UserInfo":{"UserName":"\uD83D","Email":"a@b"}}""", "CreateUser", "Payload is not valid Unicode")]
    [InlineData("""{"UserInfo":{"UserName":"a\u0000","Email":"a@b"}}""", "CreateUser", "UserName is invalid")]
    public async Task Text_that_cannot_be_stored_is_refused(string payload, string call, string detail)
    {
        var (root, events) = (await host.OperatorAsync(), await host.Database.EventsAsync());

        (await root.PostAsync(call, payload)).MustRefuse(100, detail);

        (await host.Database.EventsAsync()).Should().Be(events);
    }

    [Theory]
    [InlineData("UserName", "GetUserInfo")]
    [InlineData("Nobody knows", "GetUserInfo")]
    [InlineData("Config", "SetUserConfig")]
    public async Task Bytes_that_are_no_utf8_are_refused(string member, string call)
    {
        byte[] body = [.. "{\""u8, .. System.Text.Encoding.UTF8.GetBytes(member), .. "\":\"{}"u8, 0xFF, 0xC3, .. "\"}"u8];

        (await (await host.OperatorAsync()).PostAsync(call, body)).MustRefuse(100, "Payload is not valid Unicode");
    }

    [Fact]
    public async Task A_character_outside_the_basic_plane_is_kept()
    {
        var user = await host.NewUserAsync();

        (await user.PostAsync("SetUserConfig", """{"Config":[{"Key":"\uD83D\uDE00 \u00e9","Value":"\uD83D\uDE00"}]}""")).MustSucceed();

        var pair = (await user.PostAsync("GetUserConfig")).Json.EnumerateArray().Single();
        pair.GetProperty("Key").GetString().Should().Be("😀 é");
        pair.GetProperty("Value").GetString().Should().Be("😀");
    }
}
