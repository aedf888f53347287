namespace UserDomain.Host.Tests.Processes;

/// <summary>What the host writes about calls: which, by whom and how it ended, and no secret at any level.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task The_log_names_calls_and_callers_and_holds_no_secret()
    {
        await using var venue = await TestVenue.CreateAsync();
        await using var host = await HostProcess.RunAsync(
            ("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys), ("USERDOMAIN_OPERATOR_PASSWORD", TestVenue.OperatorPassword),
            ("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Microsoft", "Trace"));
        var root = await host.SignInAsync("operator", TestVenue.OperatorPassword);

        (await host.Stranger.PostAsync("AuthenticateUser", """{"UserName":"operator","Password":"Canary-Tried-3"}""")).Body.Should().Contain("Invalid");
        (await root.PostAsync("CreateUser", """{"userInfo":{"userName":"u","email":"u@x","passwordHash":"Canary-Created-4"}}""")).MustSucceed();
        (await root.PostAsync("SetUserInfo", """{"userName":"u","password":"Canary-Changed-5"}""", ("X-Correlation-Id", "desk-7"))).MustHaveData();
        (await root.PostAsync("SetUserInfo", """{"userName":"u","password":"canary-weak"}""")).Json.GetProperty("errorcode").GetInt32().Should().Be(100);
        (await root.PostAsync("SetUserConfig", """{"Config":{"pin":"Canary-Value-6"}}""")).MustSucceed();
        (await root.PostAsync("SetUserConfig", """{"Config":"Canary-Broken-7"}""")).MustRefuse(100, "Payload is not valid JSON");
        (await host.Stranger.PostAsync("Authenticate", "{}", ("Authorization", "Basic Q2FuYXJ5OkNhbmFyeS04"))).Body.Should().Contain("Invalid");
        (await host.StopAsync()).Should().Be(0);

        host.Output.Should().Contain("SetUserInfo by 1: ok in ").And.Contain(", desk-7").And.Contain("SetUserInfo by 1: InvalidRequest in ");
        host.Output.Should().NotContainAny(
            root.Token!, TestVenue.OperatorPassword, "Canary-Tried-3", "Canary-Created-4", "Canary-Changed-5", "canary-weak", "Canary-Value-6", "Canary-Broken-7",
            "Q2FuYXJ5OkNhbmFyeS04", "Canary-8", "$argon2");
    }
}
