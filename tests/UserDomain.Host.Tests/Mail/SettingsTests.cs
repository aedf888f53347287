using Microsoft.Extensions.Configuration;
using UserDomain.Postgres.Tests;

namespace UserDomain.Host.Tests.Mail;

/// <summary>What is set for mail, and what goes without saying.</summary>
public sealed class SettingsTests
{
    private static readonly (string, string)[] Server = [("MAIL:HOST", "smtp.example.com"), ("MAIL:FROM", "venue@example.com")];

    [Fact]
    public void A_server_elsewhere_must_encrypt_and_one_in_this_machine_need_not()
    {
        var elsewhere = Read(Server).Smtp!;
        (elsewhere.Host, elsewhere.Tls, elsewhere.Port, elsewhere.User).Should().Be(("smtp.example.com", true, null, null));
        Read(("MAIL:HOST", "LOCALHOST"), Server[1]).Smtp!.Tls.Should().BeFalse();
        Read(("MAIL:HOST", "127.0.0.1"), Server[1], ("MAIL:TLS", "true")).Smtp!.Tls.Should().BeTrue();
        Read([.. Server, ("MAIL:TLS", "false"), ("MAIL:PORT", "2525")]).Smtp.Should().BeEquivalentTo(new { Tls = false, Port = 2525 });
        Read().Smtp.Should().BeNull();
    }

    [Fact]
    public void A_password_does_not_print() =>
        Read([.. Server, ("MAIL:USER", "venue"), ("MAIL:PASSWORD", "Canary")]).ToString().Should().Contain("venue").And.NotContain("Canary");

    [Theory]
    [InlineData("*USERDOMAIN_MAIL__FROM*", "MAIL:HOST")]
    [InlineData("*USERDOMAIN_MAIL__PASSWORD*", "MAIL:HOST", "MAIL:FROM", "MAIL:USER")]
    [InlineData("*USERDOMAIN_MAIL__USER*", "MAIL:HOST", "MAIL:FROM", "MAIL:PASSWORD")]
    public void What_is_missing_is_named(string sentence, params string[] set) =>
        FluentActions.Invoking(() => Read([.. set.Select(name => (name, "a@b"))])).Should().Throw<StartupException>().WithMessage(sentence);

    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://10.0.0.1:80", "URLS", "http://10.0.0.1:80;http://10.0.0.2:80")]
    [InlineData("https://users.venue.example", "PUBLICURL", "https://users.venue.example/")]
    public void The_link_leads_to_where_people_reach_the_host(string at, string name = "DATA", string value = "x") =>
        Read((name, value)).Mail.ConfirmLink.Should().Be($"{at}/AP/confirmemail?UserId={{UserId}}&VerifyEmailCode={{Code}}");

    [Fact]
    public async Task A_template_that_cannot_be_used_keeps_the_host_from_starting()
    {
        await using var venue = await TestVenue.CreateAsync();
        await using var host = await Processes.HostProcess.RunAsync(
            ("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys), ("USERDOMAIN_MAIL__TEMPLATES", TestFolder.New("none")));

        (await host.EndAsync()).Should().Be(1);
        host.Output.Should().Match("There is no folder *none, which USERDOMAIN_MAIL__TEMPLATES names.");
    }

    private static HostSettings Read(params (string Name, string Value)[] settings) =>
        HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))).Build());
}
