using System.Text;
using System.Text.Json;

namespace UserDomain.Host.Tests.SignIn;

/// <summary>Authenticate: name and password in a Basic header (wire contract, section 4).</summary>
public sealed class BasicTests(OneHost host) : IClassFixture<OneHost>
{
    private const string WrongPair = """{"authenticated":false,"locked":false,"errormsg":"Invalid username or password"}""";

    [Theory]
    [InlineData("Basic")]
    [InlineData("basic")]
    public async Task A_good_pair_opens_a_session(string scheme)
    {
        var user = await host.NewUserAsync();

        var answer = await host.Stranger.PostAsync("Authenticate", "{}", ("Authorization", $"{scheme} {Encoded($"{user.Name}:{TestUser.Password}")}"));

        answer.Json.GetProperty("UserId").GetInt64().Should().Be(user.Id);
        await MustWorkAsync(answer);
    }

    [Fact]
    public async Task The_form_and_the_query_of_oauth_clients_are_taken()
    {
        var user = await host.NewUserAsync();
        var header = ("Authorization", Basic($"{user.Name}:{TestUser.Password}"));

        await MustWorkAsync(await host.Stranger.PostAsync("Authenticate", new FormUrlEncodedContent([new("grant_type", "client_credentials")]), header));
        await MustWorkAsync(await host.Stranger.GetAsync("/AP/Authenticate?grant_type=client_credentials", header));
        await MustWorkAsync(await host.Stranger.PostAsync("Authenticate", "", header));
    }

    [Fact]
    public async Task A_wrong_pair_is_answered_200_and_not_authenticated()
    {
        var user = await host.NewUserAsync();

        (await AuthenticateAsync(Basic($"{user.Name}:Wrong-Password-1"))).MustBe(WrongPair);
        (await AuthenticateAsync(Basic($"{user.Name}:"))).MustBe(WrongPair);
        (await AuthenticateAsync(Basic($"nobody at all:{TestUser.Password}"))).MustBe(WrongPair);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic ???")]
    [InlineData("Basic b3BlcmF0b3I=")] // no colon
    [InlineData("Basic OnBhc3N3b3Jk")] // no name
    [InlineData("Bearer b3BlcmF0b3I6Q29ycmVjdA==")]
    [InlineData("operator:Correct-Horse-1")]
    public async Task A_header_that_cannot_be_read_is_answered_401(string? header) =>
        (await (header is null ? host.Stranger.PostAsync("Authenticate") : AuthenticateAsync(header))).MustNotKnowTheCaller();

    [Fact]
    public async Task A_header_with_a_zero_in_it_is_answered_401() =>
        (await AuthenticateAsync(Basic($"operator\0:{TestVenue.OperatorPassword}"))).MustNotKnowTheCaller();

    [Theory]
    [InlineData("with colon", "a:B:3:colons:")]
    [InlineData("Zoë Ångström 王", "Pässwörd-王-1")]
    public async Task Names_and_passwords_may_hold_what_the_contract_lets_them(string name, string password)
    {
        var user = JsonSerializer.Serialize(new { userInfo = new { userName = name, email = $"{name.Length}@x", passwordHash = password, emailVerified = true } });
        (await (await host.OperatorAsync()).PostAsync("CreateUser", user)).MustSucceed();

        await MustWorkAsync(await AuthenticateAsync(Basic($"{name}:{password}")));
        (await AuthenticateAsync(Basic($"{name}:{password[..^1]}"))).MustBe(WrongPair);
    }

    private Task<Answer> AuthenticateAsync(string header) => host.Stranger.PostAsync("Authenticate", "{}", ("Authorization", header));

    private async Task MustWorkAsync(Answer signedIn)
    {
        var client = new TestClient(() => host.Host.Address, TestHost.TokenIn(signedIn));
        (await client.PostAsync("GetUserInfo")).MustHaveData();
    }

    private static string Basic(string pair) => $"Basic {Encoded(pair)}";

    private static string Encoded(string pair) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
}
