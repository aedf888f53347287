namespace UserDomain.Host.Tests.Access;

/// <summary>One user, and everybody who may want something of him.</summary>
public sealed class AccessVenue : IAsyncLifetime
{
    private TestVenue venue = null!;

    public TestHost Host { get; private set; } = null!;

    /// <summary>Whom the calls are about; he holds what new users hold.</summary>
    public TestUser Target { get; private set; } = null!;

    public TestUser SameAccount { get; private set; } = null!;

    public TestUser ReaderOfAccount { get; private set; } = null!;

    public TestUser OtherAccount { get; private set; } = null!;

    public TestUser Operator { get; private set; } = null!;

    public TestUser OperatorOfOtherOms { get; private set; } = null!;

    public TestClient Superuser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        venue = await TestVenue.CreateAsync();
        Host = await venue.StartHostAsync(settings => settings with { Venue = new() { OmsIds = [1, 2] } });
        Superuser = await Host.OperatorAsync();
        Target = await Host.NewUserAsync();
        SameAccount = await Host.NewUserAsync(Target.AccountId);
        OtherAccount = await Host.NewUserAsync();
        Operator = await Host.NewUserAsync(permissions: "Operator");
        OperatorOfOtherOms = await Host.NewUserAsync(omsId: 2, permissions: "Operator");
        ReaderOfAccount = await Host.NewReaderAsync(Target.AccountId);
    }

    public async Task DisposeAsync() => await venue.DisposeAsync();
}
