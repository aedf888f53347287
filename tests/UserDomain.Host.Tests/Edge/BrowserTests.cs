using Microsoft.Extensions.DependencyInjection;
using UserDomain.Host.Rest;

namespace UserDomain.Host.Tests.Edge;

/// <summary>What browsers are told: of every answer, and of pages of other origins.</summary>
public sealed class BrowserTests(OneHost host) : IClassFixture<OneHost>
{
    [Theory]
    [InlineData("/AP/Ping")]
    [InlineData("/AP/GetUserInfo")]
    [InlineData("/AP/Nope")]
    [InlineData("/nowhere")]
    [InlineData("/health/live")]
    public async Task Every_answer_says_that_it_is_what_it_is_and_loads_nothing(string path)
    {
        var headers = (await host.Stranger.GetAsync(path)).Headers;

        headers["X-Content-Type-Options"].Should().Be("nosniff");
        headers["X-Frame-Options"].Should().Be("DENY");
        headers["Referrer-Policy"].Should().Be("no-referrer");
        headers["Content-Security-Policy"].Should().Be("default-src 'none'; frame-ancestors 'none'");
        headers.Should().NotContainKey("Strict-Transport-Security", "it came by http").And.NotContainKey("Server");
    }

    [Fact]
    public async Task Pages_of_other_origins_may_not_call_unless_they_are_named()
    {
        var answer = await PreflightAsync(host.Host, "https://trade.example.com");

        answer.Headers.Keys.Should().NotContain(name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_named_origin_may_call_with_its_token_and_see_what_it_needs_and_no_other_may()
    {
        await using var venue = await TestVenue.CreateAsync();
        var open = await venue.StartHostAsync(settings => settings with { Edge = new() { Origins = ["https://trade.example.com"] } });

        var asked = (await PreflightAsync(open, "https://trade.example.com")).Headers;
        asked["Access-Control-Allow-Origin"].Should().Be("https://trade.example.com");
        asked["Access-Control-Allow-Headers"].Should().Be("aptoken,content-type,idempotency-key");
        asked["Access-Control-Allow-Methods"].Should().Be("GET,POST,DELETE");
        asked.Should().NotContainKey("Access-Control-Allow-Credentials");

        var refused = await open.Stranger.PostAsync("GetUserInfo", "{}", ("Origin", "https://trade.example.com"));
        refused.MustNotKnowTheCaller().Headers["Access-Control-Allow-Origin"].Should().Be("https://trade.example.com", "its page is to see a refusal too");
        refused.Headers["Access-Control-Expose-Headers"].Should().Be("ETag,Retry-After,X-Correlation-Id");
        (await PreflightAsync(open, "https://evil.example.com")).Headers.Should().NotContainKey("Access-Control-Allow-Origin");
    }

    [Fact]
    public async Task A_page_of_a_named_origin_may_use_every_method_of_the_rest_endpoint()
    {
        await using var venue = await TestVenue.CreateAsync();
        var open = await venue.StartHostAsync(settings => settings with { Edge = new() { Origins = ["https://trade.example.com"] } });

        var allowed = (await PreflightAsync(open, "https://trade.example.com")).Headers["Access-Control-Allow-Methods"].Split(',');

        open.Services.GetRequiredService<RestEndpoints>().All.SelectMany(endpoint => endpoint.Methods.Keys).Should().BeSubsetOf(allowed);
    }

    private static Task<Answer> PreflightAsync(TestHost at, string origin) => at.Stranger.SendAsync(
        new(HttpMethod.Options, "/AP/SetUserConfig"),
        ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "aptoken,content-type,idempotency-key"));
}
