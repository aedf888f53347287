namespace UserDomain.Host.Tests.Processes;

/// <summary>A host with a private server: stopped, killed, and started again.</summary>
public sealed class LifeTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_the_host_and_its_server(string signal)
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        var server = place.Postmaster!.Value;

        (await host.StopAsync(signal)).Should().Be(0, host.Output);

        Directory.Exists($"/proc/{server}").Should().BeFalse();
        place.Postmaster.Should().BeNull();
        host.Output.Should().NotContain("fail:").And.NotContain("   at ");
    }

    [Fact]
    public async Task A_host_that_is_killed_between_two_acknowledged_writes_loses_none()
    {
        await using var place = await DataPlace.UsedAsync();
        var first = await place.RunAsync();
        var operatorThere = await first.SignInAsync("operator", TestVenue.OperatorPassword);
        (await operatorThere.PostAsync("SetUserConfig", """{"Config":{"before":"1"}}""")).MustSucceed();

        await first.KillAsync();
        var second = await place.RunAsync();
        var client = operatorThere.With(host: () => second.Address);
        (await client.PostAsync("SetUserConfig", """{"Config":{"after":"2"}}""")).MustSucceed();

        (await client.PostAsync("GetUserConfig")).MustBe("""[{"Key":"after","Value":"2"},{"Key":"before","Value":"1"}]""");
    }

    [Fact]
    public async Task A_write_survives_the_death_of_host_and_server_together()
    {
        await using var place = await DataPlace.UsedAsync();
        var first = await place.RunAsync();
        var client = await first.SignInAsync("operator", TestVenue.OperatorPassword);
        (await client.PostAsync("SetUserConfig", """{"Config":{"before":"1"}}""")).MustSucceed();

        await first.KillAsync();
        await HostProcess.SendAsync("KILL", place.Postmaster!.Value);
        var second = await place.RunAsync();

        (await client.With(host: () => second.Address).PostAsync("GetUserConfig")).MustBe("""[{"Key":"before","Value":"1"}]""");
    }

    [Fact]
    public async Task A_server_that_dies_is_started_again_and_the_call_that_waits_is_answered()
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        var client = await host.SignInAsync("operator", TestVenue.OperatorPassword);

        await HostProcess.SendAsync("KILL", place.Postmaster!.Value);

        (await client.PostAsync("SetUserConfig", """{"Config":{"through":"1"}}""")).MustSucceed();
        (await client.PostAsync("GetUserConfig")).MustBe("""[{"Key":"through","Value":"1"}]""");
    }
}
