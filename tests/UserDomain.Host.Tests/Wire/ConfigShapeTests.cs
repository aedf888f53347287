using System.Text.Json;

namespace UserDomain.Host.Tests.Wire;

/// <summary>Configuration in each of its shapes (wire contract, 7.5), and its limits at the exact bounds (5.2).</summary>
public sealed class ConfigShapeTests(OneHost host) : IClassFixture<OneHost>
{
    [Theory]
    [InlineData("""[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]""")]
    [InlineData("""[{"key":"a","value":"1"},{"KEY":"b","VALUE":"2"}]""")]
    [InlineData("""[{"Name":"a","Value":"1"},{"name":"b","Value":"2","other":3}]""")]
    [InlineData("""[{"Name":"a","Key":"a","Value":"1"},{"Value":"2","Key":"b"}]""")]
    [InlineData("""{"a":"1","b":"2"}""")]
    [InlineData("""{"b":2,"a":1}""")]
    [InlineData("""{"a":"3","b":"2","a":"1"}""")]
    [InlineData("""[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"},]""")]
    [InlineData("\"[{\\\"Key\\\":\\\"a\\\",\\\"Value\\\":1},{\\\"Key\\\":\\\"b\\\",\\\"Value\\\":\\\"2\\\"}]\"")]
    [InlineData("\"{\\\"a\\\":1,\\\"b\\\":2}\"")]
    public async Task Each_shape_gives_the_same_pairs(string config)
    {
        var user = await host.NewUserAsync();

        (await user.PostAsync("SetUserConfig", $$"""{"Config":{{config}}}""")).MustSucceed();

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]""");
    }

    [Theory]
    [InlineData("""{"Key":"a","Value":"1"}""")]
    [InlineData("""{"Name":"a","Value":1}""")]
    [InlineData("\"{\\\"Key\\\":\\\"a\\\",\\\"Value\\\":\\\"1\\\"}\"")]
    public async Task One_pair_may_stand_alone(string config)
    {
        var user = await host.NewUserAsync();

        (await user.PostAsync("SetUserConfig", $$"""{"Config":{{config}}}""")).MustSucceed();

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"1"}]""");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"[]\"")]
    public async Task No_pairs_are_a_success_without_an_event(string config)
    {
        var user = await host.NewUserAsync();
        var events = await host.Database.EventsAsync();

        (await user.PostAsync("SetUserConfig", $$"""{"Config":{{config}}}""")).MustSucceed();

        (await host.Database.EventsAsync()).Should().Be(events);
    }

    [Theory]
    [InlineData("{}", "Config is Required")]
    [InlineData("""{"Config":null}""", "Config is Required")]
    [InlineData("""{"Config":""}""", "Config is Required")]
    [InlineData("""{"Config":[{"Key":"","Value":"1"}]}""", "Key is Required")]
    [InlineData("""{"Config":{"":"1"}}""", "Key is Required")]
    [InlineData("""{"Config":[{"Key":null,"Value":"1"}]}""", "Key is Required")]
    [InlineData("""{"Config":[{"Key":7,"Value":"1"}]}""", "Key is invalid")]
    [InlineData("""{"Config":[{"Key":"a"}]}""", "Value is Required")]
    [InlineData("""{"Config":{"Key":"a"}}""", "Value is Required")]
    [InlineData("""{"Config":"[1"}""", "Payload is not valid JSON")]
    public async Task A_pair_that_is_none_is_refused(string payload, string detail) =>
        (await (await host.OperatorAsync()).PostAsync("SetUserConfig", payload)).MustRefuse(100, detail);

    [Theory]
    [InlineData("158", "158")]
    [InlineData("1.50", "1.50")]
    [InlineData("1e400", "1e400")]
    [InlineData("-0", "-0")]
    [InlineData("123456789012345678901234567890.10", "123456789012345678901234567890.10")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("null", "")]
    [InlineData("\"\"", "")]
    [InlineData("\" 1 \"", " 1 ")]
    [InlineData("\"tab\\tquote\\\" é\"", "tab\tquote\" é")]
    [InlineData("""{ "b" : [ 1.0, null, {"c":"é"} ] /* kept compact */ , "a" : true }""", """{"b":[1.0,null,{"c":"é"}],"a":true}""")]
    [InlineData("[ ]", "[]")]
    [InlineData("""["a'b<c>&+"]""", """["a'b<c>&+"]""")]
    public async Task A_value_of_any_type_becomes_its_canonical_text(string value, string kept)
    {
        var user = await host.NewUserAsync();

        (await user.PostAsync("SetUserConfig", $$"""{"Config":[{"Key":"k","Value":{{value}}}]}""")).MustSucceed();

        var pair = (await user.PostAsync("GetUserConfig")).Json.EnumerateArray().Single();
        pair.GetProperty("Value").GetString().Should().Be(kept);
    }

    [Fact]
    public async Task Pairs_are_sorted_ordinal_and_keys_compared_as_they_are()
    {
        var user = await host.NewUserAsync();

        (await user.PostAsync("SetUserConfig", """{"Config":{"b":1,"a":2,"B":3," a":4,"é":5,"e\u0301":6,"10":7,"9":8,"a ":9,"_":10,"ﬀ":11,"😀":12}}""")).MustSucceed();

        (await user.PostAsync("GetUserConfig")).Json.EnumerateArray().Select(pair => pair.GetProperty("Key").GetString())
            .Should().Equal(" a", "10", "9", "B", "_", "a", "a ", "b", "e\u0301", "é", "😀", "ﬀ");
    }

    [Theory]
    [InlineData(256, 1, 65_536, null)]
    [InlineData(257, 1, 1, "Key is too long")]
    [InlineData(1, 1, 65_537, "Value is too long")]
    [InlineData(200, 256, 100, null)]
    [InlineData(200, 257, 1, "Config has too many pairs")]
    public async Task Lengths_and_pairs_are_limited_at_the_exact_bounds(int keyLength, int pairs, int valueLength, string? detail)
    {
        var user = await host.NewUserAsync();
        var config = Enumerable.Range(0, pairs).Select(i => new { Key = $"{i}".PadLeft(keyLength, 'k'), Value = new string('é', valueLength) }).ToArray();

        var answer = await user.PostAsync("SetUserConfig", JsonSerializer.Serialize(new { Config = config }));

        if (detail is null)
            answer.MustSucceed();
        else
            answer.MustRefuse(100, detail);
        (await user.PostAsync("GetUserConfig")).Json.GetArrayLength().Should().Be(detail is null ? pairs : 0);
    }

    [Fact]
    public async Task A_user_has_4096_keys_and_not_one_more_but_those_he_has_can_change()
    {
        var user = await host.NewUserAsync();
        for (var page = 0; page < 4096; page += 256)
            (await user.PostAsync("SetUserConfig", JsonSerializer.Serialize(new { Config = Pairs(page, 256) }))).MustSucceed();

        (await user.PostAsync("SetUserConfig", """{"Config":{"k0":"changed","one more":"1"}}""")).MustRefuse(100, "Config has too many keys");

        (await user.PostAsync("SetUserConfig", """{"Config":{"k0":"changed"}}""")).MustSucceed();
        var pairs = (await user.PostAsync("GetUserConfig")).Json.EnumerateArray().ToArray();
        pairs.Should().HaveCount(4096);
        pairs[0].GetRawText().Should().Be("""{"Key":"k0","Value":"changed"}""");
    }

    [Fact]
    public async Task All_of_one_users_configuration_is_limited_in_bytes()
    {
        await using var venue = await TestVenue.CreateAsync();
        var narrow = await venue.StartHostAsync(settings => settings with { Venue = new() { MaximumConfigBytes = 1000 } });
        var user = await narrow.NewUserAsync();

        (await user.SetConfigAsync("k", new string('é', 499) + "x")).MustSucceed();
        (await user.SetConfigAsync("k", new string('é', 500))).MustRefuse(100, "Config is too long");
        (await user.SetConfigAsync("l", "")).MustRefuse(100, "Config is too long");

        (await user.PostAsync("GetUserConfig")).Json.GetArrayLength().Should().Be(1);
    }

    private static object[] Pairs(int from, int count) => [.. Enumerable.Range(from, count).Select(i => new { Key = $"k{i}", Value = "v" })];
}
