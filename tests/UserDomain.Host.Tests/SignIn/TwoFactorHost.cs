using UserDomain.Specs;

namespace UserDomain.Host.Tests.SignIn;

/// <summary>One venue with two hosts that go by a clock which tests set, for codes of authenticator apps.</summary>
public sealed class TwoFactorHost : IAsyncLifetime
{
    public FakeClock Clock { get; } = new();

    public TestVenue Venue { get; private set; } = null!;

    public TestHost Host { get; private set; } = null!;

    public TestHost Other { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Venue = await TestVenue.CreateAsync();
        Host = await Venue.StartHostAsync(clock: Clock);
        Other = await Venue.StartHostAsync(
            settings => settings with { Venue = new() { SecondFactorCalls = ["SetUserConfig"], TwoFactorIssuer = "Elsewhere" } }, Clock);
    }

    public void PassAStep(int steps = 1) => Clock.Advance(TimeSpan.FromSeconds(30 * steps));

    /// <summary>A user who confirmed a second factor in his session; the code that he used has passed.</summary>
    public async Task<(TestUser User, Authenticator App)> NewEnrolledAsync()
    {
        var user = await Host.NewUserAsync();
        var app = await EnableAsync(user.Client);
        MustBeRight(await GiveAsync(user.Client, app.Code()));
        PassAStep();
        return (user, app);
    }

    public async Task<Authenticator> EnableAsync(TestClient client) =>
        new((await client.PostAsync("EnableGoogle2FA")).MustHaveData().GetProperty("ManualCode").GetString()!, Clock);

    public static Task<Answer> GiveAsync(TestClient client, string code) => client.PostAsync("Authenticate2FA", $$"""{"Code":"{{code}}"}""");

    public Task<Answer> GivePendingAsync(string pending, string code, TestHost? at = null, HttpClient? from = null) =>
        (at ?? Host).Stranger.With(from: from).PostAsync("Authenticate2FA", $$"""{"Code":"{{code}}"}""", ("Pending2FaToken", pending));

    public async Task<string> PendingAsync(TestUser user) =>
        (await Host.SignInAnswerAsync(user.Name, TestUser.Password)).Json.GetProperty("Pending2FaToken").GetString()!;

    public TestClient With(string token) => new(() => Host.Address, token);

    public static void MustBeRight(Answer answer) => answer.Json.GetProperty("Authenticated").GetBoolean().Should().BeTrue(answer.Body);

    public static void MustBeWrong(Answer answer) =>
        answer.MustBe("""{"Authenticated":false,"errormsg":"Code is wrong or was used before"}""");

    public static void MustNotBeSignedIn(Answer answer) => answer.MustBe("""{"Authenticated":false,"errormsg":"Not signed in"}""");

    public async Task DisposeAsync() => await Venue.DisposeAsync();
}
