namespace UserDomain.Host.Tests;

/// <summary>One venue with one host for the tests of a class; each test makes the users it needs.</summary>
public class OneHost : IAsyncLifetime
{
    /// <summary>Whether clients come by WebSockets.</summary>
    protected virtual bool BySocket => false;

    /// <summary>What its hosts keep events and views by.</summary>
    protected virtual string Engine => Engines.Postgres;

    public TestVenue Venue { get; private set; } = null!;

    public TestHost Host { get; private set; } = null!;

    public TestClient Stranger => Host.Stranger;

    public Sql Database => Venue.Database;

    public async Task InitializeAsync()
    {
        Venue = await TestVenue.CreateAsync(BySocket, Engine);
        Host = await Venue.StartHostAsync();
    }

    public Task<TestClient> OperatorAsync() => Host.OperatorAsync();

    public Task<TestUser> NewUserAsync(params string[] permissions) => Host.NewUserAsync(permissions: permissions);

    public async Task DisposeAsync() => await Venue.DisposeAsync();
}

/// <summary>The same, whose clients come by WebSockets.</summary>
public sealed class OneHostBySocket : OneHost
{
    protected override bool BySocket => true;
}
