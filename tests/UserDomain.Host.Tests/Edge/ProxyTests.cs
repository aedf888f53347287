using System.Net;
using Microsoft.Extensions.Configuration;
using UserDomain.Host.Edge;

namespace UserDomain.Host.Tests.Edge;

/// <summary>Where a client comes from is told by proxies that are named, and by nobody else.</summary>
public sealed class ProxyTests
{
    private const string LastAddress = "select headers->>'Address' from mt_events where stream_id = 'user-1' order by version desc limit 1";

    [Fact]
    public async Task Without_a_proxy_nobody_is_believed()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await venue.StartHostAsync();

        (await AddressOfAsync(host, "203.0.113.9")).Should().Be("127.0.0.1");
    }

    [Fact]
    public async Task Behind_a_named_proxy_the_address_is_the_last_that_no_proxy_has()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await StartAsync(venue, "127.0.0.0/8", "10.0.0.7/32");

        (await AddressOfAsync(host, "203.0.113.9")).Should().Be("203.0.113.9");
        (await AddressOfAsync(host, "198.51.100.1, 203.0.113.9, 10.0.0.7")).Should().Be("203.0.113.9", "what stands before it the client has written himself");
    }

    [Fact]
    public async Task A_client_who_comes_past_the_proxy_is_not_believed()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await StartAsync(venue, "127.0.0.2/32");

        (await AddressOfAsync(host, "203.0.113.9")).Should().Be("127.0.0.1");
    }

    [Fact]
    public async Task Sessions_are_bound_to_the_address_behind_the_proxy()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await StartAsync(venue, "127.0.0.1/32");
        var signedIn = await host.Stranger.PostAsync(
            "AuthenticateUser", $$"""{"UserName":"operator","Password":"{{TestVenue.OperatorPassword}}"}""", ("X-Forwarded-For", "203.0.113.9"));
        var client = new TestClient(() => host.Address, TestHost.TokenIn(signedIn));

        (await client.PostAsync("GetUserInfo", "{}", ("X-Forwarded-For", "203.0.113.9"))).MustHaveData();
        (await client.PostAsync("GetUserInfo", "{}", ("X-Forwarded-For", "203.0.113.10"))).MustNotKnowTheCaller();
    }

    [Theory]
    [InlineData("PROXIES", "10.0.0.0/33")]
    [InlineData("PROXIES", "balancer")]
    [InlineData("CORS:ORIGINS", "trade.example.com")]
    [InlineData("CORS:ORIGINS", "https://trade.example.com/page")]
    public void What_is_no_network_and_no_origin_is_refused(string name, string value) =>
        FluentActions.Invoking(() => EdgeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build()))
            .Should().Throw<FormatException>().WithMessage($"*{value}*");

    private static Task<TestHost> StartAsync(TestVenue venue, params string[] proxies) =>
        venue.StartHostAsync(settings => settings with { Edge = new() { Proxies = [.. proxies.Select(proxy => IPNetwork.Parse(proxy))] } });

    private static async Task<string> AddressOfAsync(TestHost host, string forwarded)
    {
        var signedIn = await host.Stranger.PostAsync(
            "AuthenticateUser", $$"""{"UserName":"operator","Password":"{{TestVenue.OperatorPassword}}"}""", ("X-Forwarded-For", forwarded));
        var client = new TestClient(() => host.Address, TestHost.TokenIn(signedIn));
        (await client.PostAsync("SetUserConfig", $$"""{"Config":{"from":"{{Guid.CreateVersion7()}}"} }""", ("X-Forwarded-For", forwarded))).MustSucceed();
        return await host.Venue.Database.AskAsync<string>(LastAddress);
    }
}
