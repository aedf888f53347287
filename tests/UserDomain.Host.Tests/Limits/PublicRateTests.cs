using System.Net;
using UserDomain.Host.Limits;

namespace UserDomain.Host.Tests.Limits;

/// <summary>What anybody may do cannot be done without end: not from one address, and not to one name.</summary>
public sealed class PublicRateTests
{
    private const string TooMany = """{"result":false,"errormsg":"Server Error","errorcode":102,"detail":"Too many requests; try again later"}""";
    private static readonly Rate Unbounded = new(int.MaxValue, TimeSpan.FromHours(1));

    [Fact]
    public async Task One_address_signs_in_so_often_and_is_then_told_when_to_come_back()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await StartAsync(venue, address: 3, name: null);

        for (var i = 0; i < 3; i++)
            (await SignInAsync(host.Stranger, $"nobody {i}")).Status.Should().Be(HttpStatusCode.OK);
        var refused = await SignInAsync(host.Stranger, "nobody 4");

        refused.MustBe(TooMany, HttpStatusCode.TooManyRequests);
        int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture).Should().BeInRange(3500, 3600);
        (await SignInAsync(host.Stranger.With(from: TestClient.From(IPAddress.Parse("127.0.0.2"))), "nobody 5")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_name_is_tried_so_often_however_it_is_spelled_and_wherever_from()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await StartAsync(venue, address: null, name: 2);
        var elsewhere = host.Stranger.With(from: TestClient.From(IPAddress.Parse("127.0.0.2")));

        await SignInAsync(host.Stranger, "ann");
        await SignInAsync(elsewhere, " ANN ");

        (await SignInAsync(elsewhere, "ann")).MustBe(TooMany, HttpStatusCode.TooManyRequests);
        (await host.Stranger.PostAsync("ResetPassword", """{"UserName":"Ann"}""")).MustBe(TooMany, HttpStatusCode.TooManyRequests);
        (await host.Stranger.GetAsync("/AP/Authenticate", ("Authorization", $"Basic {Convert.ToBase64String("ann:x"u8)}")))
            .MustBe(TooMany, HttpStatusCode.TooManyRequests);
        (await SignInAsync(host.Stranger, "bob")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nothing_is_done_of_what_comes_too_often()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await StartAsync(venue, address: 1, name: null);
        await SignInAsync(host.Stranger, "operator");
        var events = await venue.Database.EventsAsync();

        await SignInAsync(host.Stranger, "operator");

        (await venue.Database.EventsAsync()).Should().Be(events, "a failure is counted only where a password was looked at");
    }

    [Fact]
    public async Task Who_is_signed_in_makes_his_own_calls_as_often_as_he_likes_and_tries_passwords_no_more_often()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await StartAsync(venue, address: 2, name: null);
        var root = await host.OperatorAsync(); // the first of two
        await SignInAsync(root, "nobody");

        (await root.PostAsync("GetUserInfo")).MustHaveData();
        (await root.PostAsync("SetUserConfig", """{"Config":{"a":"1"}}""")).MustSucceed();
        (await SignInAsync(root, "nobody")).MustBe(TooMany, HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_question_that_anybody_may_ask_is_counted_apart()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await StartAsync(venue, address: 1, name: null, queries: 2);
        await SignInAsync(host.Stranger, "nobody");

        (await host.Stranger.PostAsync("Ping")).MustBe("""{"msg":"PONG"}""");
        (await host.Stranger.GetAsync("/AP/Ping")).MustBe("""{"msg":"PONG"}""");
        (await host.Stranger.PostAsync("Ping")).MustBe(TooMany, HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Who_guesses_keys_of_the_rest_endpoint_is_told_so_in_its_own_words()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await StartAsync(venue, address: 1, name: null);
        (await host.Stranger.GetAsync("/v2/users/me", ("X-API-Key", "wrong"))).Status.Should().Be(HttpStatusCode.Unauthorized);

        var refused = await host.Stranger.GetAsync("/v2/users/me", ("X-API-Key", "wrong"));

        refused.MustBe("""{"success":false,"data":null,"errorCode":"RateLimitExceeded","message":"There are too many requests"}""", HttpStatusCode.TooManyRequests);
        refused.Headers.Should().ContainKey("Retry-After");
    }

    [Fact]
    public async Task Frames_count_with_requests_and_are_told_so_in_a_reply()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await StartAsync(venue, address: 2, name: null);
        await SignInAsync(host.Stranger, "nobody");
        await using var socket = await WebSockets.TestSocket.OpenAsync(host);
        await socket.SignInAsync("nobody", "wrong");

        (await socket.SignInAsync("nobody", "wrong")).MustBe(TooMany);

        (await socket.CallAsync("Ping")).MustBe("""{"msg":"PONG"}""");
    }

    [Fact]
    public async Task There_is_room_again_after_a_while()
    {
        await using var venue = await TestVenue.CreateAsync();
        var rate = new Rate(1, TimeSpan.FromMilliseconds(300));
        var host = await venue.StartHostAsync(settings => settings with { Limits = new() { Address = rate, Name = Unbounded } });
        await SignInAsync(host.Stranger, "nobody");

        await Specs.Eventually.HoldsAsync(async () => (await SignInAsync(host.Stranger, "nobody")).Status == HttpStatusCode.OK, "time passes");
    }

    [Theory]
    [InlineData("2001:db8:0:7::1", "2001:db8:0:7:ffff::2", true)]
    [InlineData("2001:db8:0:7::1", "2001:db8:0:8::1", false)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    public void Addresses_of_one_network_of_IPv6_are_counted_as_one(string one, string other, bool same) =>
        (PublicRates.NetworkOf(one) == PublicRates.NetworkOf(other)).Should().Be(same);

    private static Task<TestHost> StartAsync(TestVenue venue, int? address, int? name, int? queries = null) =>
        venue.StartHostAsync(settings => settings with { Limits = new() { Address = RateOf(address), Name = RateOf(name), Queries = RateOf(queries) } });

    private static Rate RateOf(int? burst) => burst is { } number ? new(number, TimeSpan.FromHours(1)) : Unbounded;

    private static Task<Answer> SignInAsync(TestClient client, string name) =>
        client.PostAsync("AuthenticateUser", System.Text.Json.JsonSerializer.Serialize(new { UserName = name, Password = "wrong" }));
}
