namespace UserDomain.Host.Tests.WebSockets;

/// <summary>A frame has no headers: the key under which it may be sent again stands in its payload.</summary>
public sealed class RetryTests(OneHost host) : IClassFixture<OneHost>
{
    [Fact]
    public async Task A_command_with_a_key_is_made_once_on_a_socket_on_another_and_over_http()
    {
        var user = await host.NewUserAsync();
        const string Marked = """{"Config":{"a":"1"},"idempotency-key":"one"}""";
        await using var one = await TestSocket.OpenAsync(user);
        await using var other = await TestSocket.OpenAsync(user);

        (await one.CallAsync("SetUserConfig", Marked)).MustSucceed();
        (await one.CallAsync("SetUserConfig", """{"Config":{"a":"2"}}""")).MustSucceed();
        (await one.CallAsync("SetUserConfig", Marked)).MustSucceed();
        (await other.CallAsync("SetUserConfig", Marked)).MustSucceed();
        (await user.PostAsync("SetUserConfig", Marked)).MustSucceed();

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"2"}]""");
        (await one.CallAsync("SetUserConfig", """{"Config":{"a":"3"},"idempotency-key":"one"}""")).MustRefuse(100, "Idempotency-Key reused");
    }

    [Fact]
    public async Task Twenty_of_one_key_at_once_are_one_and_have_one_answer()
    {
        var user = await host.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);

        var sent = new List<Task<Answer>>();
        for (var i = 0; i < 20; i++)
            sent.Add(await socket.BeginAsync("AddUserAPIKey", """{"Permissions":["Trading"],"Idempotency-Key":"one"}"""));

        (await Task.WhenAll(sent)).Select(answer => answer.Body).Distinct().Should().ContainSingle().Which.Should().Contain("APISecret");
        (await user.EventsAsync()).Count(type => type == "user_api_key_added").Should().Be(1);
    }
}
