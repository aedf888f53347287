using System.Text.Json;
using UserDomain.Host.Tests.Mail;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Contract;

/// <summary>One venue whose letters become files, by a clock that tests set; and what people do there who make themselves users.</summary>
public class RegistrationHost : IAsyncLifetime
{
    private static int drawn;

    /// <inheritdoc cref="OneHost.BySocket"/>
    protected virtual bool BySocket => false;

    /// <summary>What its hosts keep events and views by.</summary>
    protected virtual string Engine => Engines.Postgres;

    public FakeClock Clock { get; } = new() { Now = TimeProvider.System.GetUtcNow() }; // letters expire by the database's

    public TestVenue Venue { get; private set; } = null!;

    public TestHost Host { get; private set; } = null!;

    public TestClient Stranger => Host.Stranger;

    public async Task InitializeAsync()
    {
        Venue = await TestVenue.CreateAsync(BySocket, Engine);
        Host = await Venue.StartHostAsync(clock: Clock);
    }

    /// <summary>Registers a new name and address.</summary>
    public async Task<(string Name, string Email, long Id)> RegisterAsync(string call = "RegisterNewUser", string userConfig = "[]")
    {
        var (name, email) = ($"newcomer {Interlocked.Increment(ref drawn)}", $"newcomer{drawn}.{Guid.CreateVersion7():N}@example.com");
        var answer = await Stranger.PostAsync(call, $$"""
            {"UserInfo":{"UserName":"{{name}}","Email":"{{email}}","passwordHash":"{{TestUser.Password}}"},"UserConfig":{{userConfig}},"AffiliateTag":"","OperatorId":1}
            """);
        var id = answer.MustHaveData().GetProperty("UserId").GetInt64();
        answer.MustBe($$"""{"UserId":{{id}}}""");
        return (name, email, id);
    }

    public async Task<string> MailedCodeAsync(string subject, string to) => MailFolder.CodeIn(await MailFolder.ArrivedAsync(Venue.Keys, subject, to));

    public Task<Answer> ConfirmAsync(long userId, string code) =>
        Stranger.PostAsync("ConfirmUserEmail", JsonSerializer.Serialize(new { UserId = userId, VerifyEmailCode = code }));

    public Task<IReadOnlyList<string>> EventsAsync(long userId) =>
        Venue.Database.ListAsync<string>("select type from mt_events where stream_id = $1 order by version", $"user-{userId}");

    public async Task DisposeAsync() => await Venue.DisposeAsync();
}

/// <summary>The same, whose clients come by WebSockets.</summary>
public sealed class RegistrationHostBySocket : RegistrationHost
{
    protected override bool BySocket => true;
}
