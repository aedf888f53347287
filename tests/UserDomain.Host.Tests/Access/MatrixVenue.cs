using UserDomain.Specs;

namespace UserDomain.Host.Tests.Access;

/// <summary>Everybody who may want something of a user: the columns of the access matrix.</summary>
public sealed class MatrixVenue : IAsyncLifetime
{
    private TestUser sameAccount = null!;
    private TestUser otherAccount = null!;
    private TestUser administrator = null!;
    private TestUser administratorOfOtherOms = null!;
    private TestUser programmer = null!;
    private TestUser revoked = null!;
    private TestUser locked = null!;
    private TestUser loggedOff = null!;
    private TestKey keyWithLess = null!;
    private TestKey keyOfAdministrator = null!;

    public FakeClock Clock { get; } = new() { Now = TimeProvider.System.GetUtcNow() }; // letters expire by the database's

    public TestVenue Venue { get; private set; } = null!;

    public TestHost Host { get; private set; } = null!;

    public TestClient Superuser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Venue = await TestVenue.CreateAsync();
        Host = await Venue.StartHostAsync(settings => settings with { Venue = new() { OmsIds = [1, 2], EvenAnswersAfter = TimeSpan.Zero } }, Clock);
        Superuser = await Host.OperatorAsync();
        (sameAccount, otherAccount, programmer) = (await Host.NewUserAsync(), await Host.NewUserAsync(), await Host.NewUserAsync());
        administrator = await Host.NewUserAsync(permissions: "Operator");
        administratorOfOtherOms = await Host.NewUserAsync(omsId: 2, permissions: "Operator");
        keyWithLess = await TestKey.OfAsync(programmer, "Withdraw");
        keyOfAdministrator = await TestKey.OfAsync(administrator, "Operator");

        revoked = await Host.NewUserAsync(permissions: "Operator");
        (await Superuser.PostAsync("RevokeUserPermission", $$"""{"UserId":{{revoked.Id}},"Permission":"Operator"}""")).MustSucceed();
        locked = await Host.NewUserAsync();
        for (var i = 0; i < 5; i++)
            (await Host.SignInAnswerAsync(locked.Name, "Wrong-Password-1")).Body.Should().Contain("Invalid");
        loggedOff = await Host.NewUserAsync();
        (await loggedOff.PostAsync("LogOut")).MustSucceed();
    }

    /// <summary>In the order of the columns, all about one new user, but for the program that is about its own.</summary>
    public async Task<IReadOnlyList<MatrixCaller>> CallersAsync()
    {
        var target = await Host.NewUserAsync(sameAccount.AccountId);
        TestClient[] clients =
        [
            Host.Stranger, target.Client, sameAccount.Client, otherAccount.Client, administrator.Client, administratorOfOtherOms.Client, Superuser,
            revoked.Client, locked.Client, loggedOff.Client,
        ];
        return
        [
            .. clients[..7].Select(client => new MatrixCaller(target, client)),
            new(programmer, Host.Stranger, keyWithLess), new(target, Host.Stranger, keyOfAdministrator),
            .. clients[7..].Select(client => new MatrixCaller(target, client)),
        ];
    }

    public async Task DisposeAsync() => await Venue.DisposeAsync();
}
