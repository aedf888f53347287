using Microsoft.Extensions.Configuration;

namespace UserDomain.Host.Tests.Contract;

/// <summary>Values that a venue hides (wire contract, 7.6).</summary>
public sealed class RedactionVectorTests(RedactingHost host) : IClassFixture<RedactingHost>
{
    private const string Plain = """[{"Key":"Passport No","Value":"P-1"},{"Key":"Street","Value":"Hillside Road"}]""";
    private const string Redacted = """[{"Key":"Passport No","Value":"*****"},{"Key":"Street","Value":"Hillside Road"}]""";

    [Fact]
    public async Task Members_of_the_account_see_stars_and_others_who_may_ask_see_what_is_there()
    {
        var (user, member) = await MembersAsync();
        var ask = $$"""{"userId":{{user.Id}}}""";

        (await member.PostAsync("GetUserConfig", ask)).MustBe(Redacted);
        (await user.PostAsync("GetUserConfig", ask)).MustBe(Plain);
        (await (await host.Host.OperatorAsync()).PostAsync("GetUserConfig", ask)).MustBe(Plain);
    }

    [Fact]
    public async Task Stars_that_are_sent_back_leave_the_value_as_it_is()
    {
        var (user, member) = await MembersAsync();

        (await member.PostAsync("SetUserConfig", $$"""{"userId":{{user.Id}},"config":{{Redacted}}}""")).MustSucceed();

        (await user.PostAsync("GetUserConfig")).MustBe(Plain);
    }

    [Fact]
    public async Task Plain_values_are_for_the_user_and_who_reaches_any_user()
    {
        var (user, member) = await MembersAsync();
        var ask = $$"""{"userId":{{user.Id}},"userName":"","key":"Passport No"}""";

        foreach (var caller in new[] { user.Client, await host.Host.OperatorAsync() })
        {
            (await caller.PostAsync("GetAllUnredactedUserConfigsForUser", ask)).MustBe(Plain);
            (await caller.PostAsync("GetUnredactedUserConfigByKey", ask)).MustBe("""[{"Key":"Passport No","Value":"P-1"}]""");
        }

        (await member.PostAsync("GetAllUnredactedUserConfigsForUser", ask)).MustNotBePermitted();
        (await member.PostAsync("GetUnredactedUserConfigByKey", ask)).MustNotBePermitted();
        (await user.PostAsync("GetUnredactedUserConfigByKey", """{"key":"None"}""")).MustRefuse(104, "Key not Found");
        (await user.PostAsync("GetUnredactedUserConfigByKey")).MustRefuse(100, "Key is Required");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("SSN", "SSN")]
    [InlineData(" Passport No ,SSN,, ", "Passport No", "SSN")]
    public void The_keys_are_a_setting_with_commas_between_them(string? setting, params string[] keys) =>
        HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["CONFIG:REDACTEDKEYS"] = setting }).Build())
            .Venue.RedactedKeys.Should().BeEquivalentTo(keys);

    private async Task<(TestUser User, TestUser Member)> MembersAsync()
    {
        var user = await host.Host.NewUserAsync(userConfig: Plain);
        return (user, await host.Host.NewUserAsync(user.AccountId));
    }
}

/// <summary>A host that hides two keys.</summary>
public sealed class RedactingHost : IAsyncLifetime
{
    private TestVenue venue = null!;

    public TestHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        venue = await TestVenue.CreateAsync();
        Host = await venue.StartHostAsync(settings => settings with { Venue = new() { RedactedKeys = new HashSet<string> { "Passport No", "SSN" } } });
    }

    public async Task DisposeAsync() => await venue.DisposeAsync();
}
