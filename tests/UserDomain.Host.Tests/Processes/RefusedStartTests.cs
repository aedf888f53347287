using System.Net;
using System.Net.Sockets;
using UserDomain.Postgres.Tests;

namespace UserDomain.Host.Tests.Processes;

/// <summary>A host that cannot start says why in one sentence, and ends with 1.</summary>
public sealed class RefusedStartTests(OneHost other) : IClassFixture<OneHost>
{
    [Fact]
    public async Task A_weak_first_password_is_refused_and_a_good_one_can_follow()
    {
        await using var venue = await TestVenue.CreateAsync();

        await MustRefuseAsync(venue, "*Password must have 8 to 128 characters*", ("USERDOMAIN_OPERATOR_PASSWORD", "weak"));

        (await (await venue.StartHostAsync()).OperatorAsync()).Token.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await MustRefuseAsync(other.Venue, $"*127.0.0.1:{port}*already in use*USERDOMAIN_URLS*", ("USERDOMAIN_URLS", $"http://127.0.0.1:{port}"));
    }

    [Fact]
    public async Task Keys_that_are_missing_are_asked_for() =>
        await MustRefuseAsync(other.Venue, "*sealed with keys that this host does not have*USERDOMAIN_KEYS*", ("USERDOMAIN_KEYS", TestFolder.New("other-keys")));

    [Fact]
    public async Task A_setting_that_cannot_be_read_is_named() =>
        await MustRefuseAsync(other.Venue, "*A setting cannot be read*", ("USERDOMAIN_LEGACYHTTPSTATUS", "maybe"));

    [Theory]
    [InlineData("marten", "*ENGINE is marten*built without it*build/marten.sh run*")]
    [InlineData("oracle", "*ENGINE is 'oracle'; it can be postgres or marten.*")]
    public async Task An_engine_that_this_host_does_not_have_is_named(string engine, string sentence) =>
        await MustRefuseAsync(other.Venue, sentence, ("USERDOMAIN_ENGINE", engine));

    [Fact]
    public async Task A_list_of_ids_that_cannot_be_read_is_refused_too() =>
        await MustRefuseAsync(other.Venue, "*A setting cannot be read*", ("USERDOMAIN_OMS__IDS", "1,two"));

    [Theory]
    [InlineData("SetUserConfg")]
    [InlineData("SetUserInfo, Authenticate2FA")]
    [InlineData("Validate2FA")]
    public async Task A_call_that_cannot_ask_for_a_second_factor_is_named(string calls) =>
        await MustRefuseAsync(other.Venue, $"*TWOFACTOR__REQUIREDCALLS names '{calls.Split(' ')[^1]}'*", ("USERDOMAIN_TWOFACTOR__REQUIREDCALLS", calls));

    [Fact]
    public async Task A_second_host_on_one_data_folder_is_refused_and_the_first_goes_on()
    {
        await using var place = await DataPlace.UsedAsync();
        var first = await place.RunAsync();

        var second = await place.RunAsync();

        (await second.EndAsync()).Should().Be(1);
        second.Output.Should().Match("Another process runs on the data directory*stop it*").And.NotContain("   at ");
        (await (await first.SignInAsync("operator", TestVenue.OperatorPassword)).PostAsync("GetUserInfo")).MustHaveData();
    }

    private static async Task MustRefuseAsync(TestVenue venue, string sentence, params (string, string?)[] environment)
    {
        await using var host = await HostProcess.RunAsync(
            [("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys), .. environment]);

        (await host.EndAsync()).Should().Be(1, host.Output);
        host.Output.Should().Match(sentence).And.NotContain("   at ", "a sentence is no stack trace");
    }
}
