using System.Text.Json;

namespace UserDomain.Host.Tests.Hosts;

/// <summary>Around every event stands who caused it, by which call, and from where.</summary>
public sealed class OriginTests(OneHost host) : IClassFixture<OneHost>
{
    private const string Select = """
        select jsonb_build_object('By', user_name, 'Correlation', correlation_id, 'Causation', causation_id, 'Headers', headers, 'Type', type)::text
        from mt_events where stream_id = $1 order by version
        """;

    [Fact]
    public async Task A_change_says_who_made_it_by_which_call_and_from_where()
    {
        var user = await host.NewUserAsync();
        (await user.Client.PostAsync("setuserconfig", """{"Config":{"a":"1","b":"2"}}""", ("X-Correlation-Id", "desk-7"))).MustSucceed();

        var events = (await OriginsAsync($"user-{user.Id}")).Where(origin => origin.Type == "user_config_set").ToArray();

        events.Should().HaveCount(2).And.OnlyContain(origin => origin.By == $"{user.Id}" && origin.Correlation == "desk-7");
        events[0].Headers.GetRawText().Should().Be("""{"Call": "SetUserConfig", "Address": "127.0.0.1", "Transport": "http"}""");
        events.Select(origin => origin.Causation).Distinct().Should().ContainSingle().Which.Should().MatchRegex("^[0-9a-f-]{36}$");
    }

    [Fact]
    public async Task A_creation_is_one_cause_of_many_events_and_two_calls_are_two_causes()
    {
        var user = await host.NewUserAsync();
        (await user.SetConfigAsync("a", "1")).MustSucceed();

        var events = await OriginsAsync($"user-{user.Id}");

        events.SkipLast(1).Should().OnlyContain(origin => origin.By == "1" && origin.Causation == events[0].Causation && origin.Correlation == origin.Causation);
        events[0].Headers.GetProperty("Call").GetString().Should().Be("CreateUser");
        events[^1].Causation.Should().NotBe(events[0].Causation);
    }

    [Fact]
    public async Task A_change_by_somebody_else_names_him()
    {
        var (user, administrator) = (await host.NewUserAsync(), await host.NewUserAsync("Operator"));
        (await administrator.PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}},"emailVerified":false}""")).MustHaveData();

        var last = (await OriginsAsync($"user-{user.Id}"))[^1];

        (last.Type, last.By).Should().Be(("user_email_unverified", $"{administrator.Id}"));
    }

    [Fact]
    public async Task A_sign_in_stands_in_a_stream_of_its_own_and_was_made_by_a_stranger()
    {
        var user = await host.NewUserAsync();

        var signIn = (await OriginsAsync($"signin-{user.Id}")).Should().ContainSingle().Which;

        signIn.Type.Should().Be("user_signed_in");
        signIn.By.Should().BeNull();
        signIn.Headers.GetRawText().Should().Be("""{"Call": "AuthenticateUser", "Address": "127.0.0.1", "Transport": "http"}""");
    }

    [Fact]
    public async Task The_first_operator_was_made_at_the_server_itself()
    {
        var created = (await OriginsAsync("user-1"))[0];

        created.By.Should().Be($"os:{Environment.UserName}");
        created.Headers.GetRawText().Should().Be("""{"Call": "CreateFirstOperator", "Transport": "first-start"}""");
    }

    private async Task<List<EventOrigin>> OriginsAsync(string stream) =>
        [.. (await host.Database.ListAsync<string>(Select, stream)).Select(json => JsonSerializer.Deserialize<EventOrigin>(json)!)];

    private sealed record EventOrigin(string? By, string Correlation, string Causation, JsonElement Headers, string Type);
}
