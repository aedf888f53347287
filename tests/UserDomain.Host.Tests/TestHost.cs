using System.Text.Json;

namespace UserDomain.Host.Tests;

/// <summary>The real host in this process, on a port of its own.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private static int users;

    private readonly UserDomainHost running;
    private readonly Lazy<Task<TestClient>> asOperator;
    private bool isOver;

    private TestHost(TestVenue venue, UserDomainHost host, string printed)
    {
        (Venue, running, Printed, Address) = (venue, host, printed, new(host.Urls.Single()));
        Stranger = With(null);
        asOperator = new(() => SignInAsync("operator", TestVenue.OperatorPassword));
    }

    public TestVenue Venue { get; }

    public Uri Address { get; }

    /// <summary>What it printed while it started.</summary>
    public string Printed { get; }

    public TestClient Stranger { get; }

    /// <summary>What it is put together from.</summary>
    public IServiceProvider Services => running.Services;

    /// <summary>The first operator, who holds SUPERUSER.</summary>
    public Task<TestClient> OperatorAsync() => asOperator.Value;

    public static async Task<TestHost> StartAsync(TestVenue venue, HostSettings settings, TimeProvider? clock = null)
    {
        await using var printed = new StringWriter();
        var host = await UserDomainHost.StartAsync(settings, printed, default, clock);
        return new(venue, host, printed.ToString());
    }

    public async Task<TestClient> SignInAsync(string name, string password) => With(TokenIn(await SignInAnswerAsync(name, password)));

    public Task<Answer> SignInAnswerAsync(string name, string password) =>
        Stranger.PostAsync("AuthenticateUser", JsonSerializer.Serialize(new { UserName = name, Password = password }));

    /// <summary>Somebody with the token of a session, or a stranger, who comes by the venue's transport.</summary>
    public TestClient With(string? token) => new(() => Address, token) { BySocket = Venue.BySocket };

    public static string TokenIn(Answer signedIn)
    {
        signedIn.Json.GetProperty("Authenticated").GetBoolean().Should().BeTrue(signedIn.Body);
        return signedIn.Json.GetProperty("SessionToken").GetString()!;
    }

    /// <summary>A verified user, signed in. What is not given is drawn.</summary>
    /// <param name="permissions">What he holds beside the permissions of new users.</param>
    public async Task<TestUser> NewUserAsync(long accountId = 0, long omsId = 0, string? userConfig = null, params string[] permissions)
    {
        var name = $"user {Interlocked.Increment(ref users)}";
        var user = new { userName = name, email = name.Replace(' ', '.') + "@example.com", passwordHash = TestUser.Password, emailVerified = true, accountId, omsId };
        (await (await OperatorAsync()).PostAsync("CreateUser", JsonSerializer.Serialize(new { userInfo = user, userConfig }))).MustSucceed();
        var signedIn = await SignInAnswerAsync(name, TestUser.Password);
        var shown = signedIn.Json.GetProperty("User");
        var id = shown.GetProperty("UserId").GetInt64();
        if (permissions is not [])
            await Venue.RecordAsync(id, [.. permissions.Select(permission => new Model.UserPermissionGranted(permission))]);
        return new(id, name, user.email, shown.GetProperty("AccountId").GetInt64(), With(TokenIn(signedIn)), this);
    }

    /// <summary>A user who may only read of others of the account.</summary>
    public async Task<TestUser> NewReaderAsync(long accountId)
    {
        var reader = await NewUserAsync(accountId, permissions: "AccountReadOnly");
        foreach (var permission in Model.Permission.OfNewUsers)
            (await (await OperatorAsync()).PostAsync("RevokeUserPermission", JsonSerializer.Serialize(new { UserId = reader.Id, permission }))).MustSucceed();
        return reader;
    }

    /// <summary>A host that a test has stopped is not stopped again with its venue.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref isOver, true))
            await running.DisposeAsync();
    }
}
