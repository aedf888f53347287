using System.Text.Json;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Processes;

/// <summary>What the program writes at any level about keys: never a secret, nor a signature that could be sent on.</summary>
public sealed class ApiKeyLogTests
{
    [Fact]
    public async Task The_log_holds_no_secret_of_a_key_and_no_signature()
    {
        await using var venue = await TestVenue.CreateAsync();
        await using var host = await HostProcess.RunAsync(
            ("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys), ("USERDOMAIN_OPERATOR_PASSWORD", TestVenue.OperatorPassword),
            ("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Microsoft", "Trace"));
        var root = await host.SignInAsync("operator", TestVenue.OperatorPassword);
        var added = (await root.PostAsync("AddUserAPIKey", """{"Permissions":["SUPERUSER"]}""")).MustHaveData();
        var (key, secret) = (added.GetProperty("APIKey").GetString()!, added.GetProperty("APISecret").GetString()!);
        string[] signatures = [.. Enumerable.Range(1, 4).Select(nonce => Programs.Sign(secret, $"{nonce}", 1, key))];

        (await host.Stranger.PostAsync("GetUserInfo", "{}", ("APIKey", key), ("UserId", "1"), ("Nonce", "1"), ("Signature", signatures[0]))).MustHaveData();
        (await host.Stranger.PostAsync("GetUserInfo", "{}", ("APIKey", key), ("UserId", "1"), ("Nonce", "9"), ("Signature", signatures[1]))).MustNotKnowTheCaller();
        (await host.Stranger.PostAsync("AuthenticateUser", JsonSerializer.Serialize(new { APIKey = key, Signature = signatures[2], UserId = 1, Nonce = 3 })))
            .Body.Should().Contain("SessionToken");
        (await host.Stranger.PostAsync("AuthenticateUser", JsonSerializer.Serialize(new { APIKey = key, Signature = signatures[3], UserId = 1, Nonce = 3 })))
            .Body.Should().Contain("Invalid");
        (await root.PostAsync("RemoveUserAPIKey", JsonSerializer.Serialize(new { APIKey = key }))).MustSucceed();
        (await host.StopAsync()).Should().Be(0);

        host.Output.Should().Contain("AddUserAPIKey by 1: ok in ").And.Contain("RemoveUserAPIKey by 1: ok in ");
        host.Output.Should().NotContainAny([secret, .. signatures]);
    }
}
