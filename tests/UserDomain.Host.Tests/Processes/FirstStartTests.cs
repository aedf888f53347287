namespace UserDomain.Host.Tests.Processes;

/// <summary>The first operator's password: printed once, and made anew until it was.</summary>
public sealed class FirstStartTests
{
    private const string Shown = "The first operator's password, shown this once:  operator  ";

    [Fact]
    public async Task A_first_start_prints_a_password_that_signs_in_and_a_second_start_prints_none()
    {
        await using var place = DataPlace.Empty();
        var first = await place.RunAsync();
        var password = PasswordIn(first.Output);
        (await (await first.SignInAsync("operator", password)).PostAsync("GetUserPermissions")).MustBe("""["SUPERUSER"]""");
        (await first.StopAsync()).Should().Be(0);

        var second = await place.RunAsync();
        PasswordsIn(second.Output).Should().BeEmpty();
        (await (await second.SignInAsync("OPERATOR", password)).PostAsync("GetUserInfo")).MustHaveData();
    }

    [Fact]
    public async Task A_start_that_died_before_the_password_was_printed_is_followed_by_one_that_prints_another()
    {
        await using var place = await DataPlace.UsedAsync();
        await place.ExecuteAsync("update userdomain.installation set first_password_settled_at = null");

        var host = await place.RunAsync();

        (await (await host.SignInAsync("operator", PasswordIn(host.Output))).PostAsync("GetUserInfo")).MustHaveData();
        (await host.Stranger.PostAsync("AuthenticateUser", $$"""{"UserName":"operator","Password":"{{TestVenue.OperatorPassword}}"}""")).Body
            .Should().Contain("Invalid username or password");
    }

    [Fact]
    public async Task A_password_that_could_not_be_printed_is_made_anew()
    {
        await using var venue = await TestVenue.CreateAsync();
        var settings = venue.Settings with { OperatorPassword = null };
        await FluentActions.Awaiting(() => UserDomainHost.StartAsync(settings, new ClosedWriter(), default)).Should().ThrowAsync<IOException>();

        var host = await venue.StartHostAsync(_ => settings);

        (await (await host.SignInAsync("operator", PasswordIn(host.Printed))).PostAsync("GetUserInfo")).MustHaveData();
        (await venue.StartHostAsync(_ => settings)).Printed.Should().BeEmpty();
    }

    [Fact]
    public async Task Of_hosts_that_start_together_on_a_new_database_every_password_printed_is_good()
    {
        await using var venue = await TestVenue.CreateAsync();

        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => venue.StartHostAsync(settings => settings with { OperatorPassword = null })));

        var passwords = hosts.SelectMany(host => PasswordsIn(host.Printed)).ToArray();
        passwords.Should().NotBeEmpty();
        foreach (var password in passwords)
            (await hosts[0].SignInAsync("operator", password)).Token.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_password_that_was_given_is_taken_and_not_printed()
    {
        await using var venue = await TestVenue.CreateAsync();
        await using var host = await HostProcess.RunAsync(
            ("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys), ("USERDOMAIN_OPERATOR_PASSWORD", "Given-From-Outside-7"));

        (await (await host.SignInAsync("operator", "Given-From-Outside-7")).PostAsync("GetUserInfo")).MustHaveData();
        host.Output.Should().NotContain("Given-From-Outside-7").And.NotContain("password");
    }

    private static string PasswordIn(string output) => PasswordsIn(output).Should().ContainSingle(output).Which;

    private static string[] PasswordsIn(string output) =>
        [.. output.Split('\n').Where(line => line.StartsWith(Shown, StringComparison.Ordinal)).Select(line => line[Shown.Length..])];

    /// <summary>A terminal that went away.</summary>
    private sealed class ClosedWriter : StringWriter
    {
        public override Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) => throw new IOException("Broken pipe");
    }
}
