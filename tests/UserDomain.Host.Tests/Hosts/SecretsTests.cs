namespace UserDomain.Host.Tests.Hosts;

/// <summary>No secret stands anywhere in the database in a form that could be used.</summary>
public sealed class SecretsTests(OneHost host) : IClassFixture<OneHost>
{
    [Fact]
    public async Task Neither_tokens_nor_passwords_nor_codes_stand_in_any_column_of_any_table()
    {
        var user = await host.NewUserAsync();
        (await host.Host.SignInAnswerAsync(user.Name, "Canary-Tried-3")).Body.Should().Contain("Invalid");
        (await user.PostAsync("SetUserInfo", $$"""{"Password":"Canary-Changed-4","Email":"canary.{{user.Email}}"}""")).MustHaveData();
        var shown = await (await host.OperatorAsync()).PostAsync("GetUserInfo", $$"""{"UserId":{{user.Id}}}""");
        var code = shown.Json.GetProperty("pendingEmailCode").GetString()!;
        Guid.Parse(code).Should().NotBeEmpty();
        var secondFactor = (await user.PostAsync("EnableGoogle2FA")).Json.GetProperty("ManualCode").GetString()!;

        (await FoundInAsync("canary." + user.Email)).Should().Contain("public.mt_events: canary." + user.Email, "what is no secret is found, so a secret would be");
        foreach (var secret in (string[])[user.Client.Token!, (await host.OperatorAsync()).Token!, TestVenue.OperatorPassword, TestUser.Password, "Canary-Tried-3", "Canary-Changed-4", code, secondFactor])
            (await FoundInAsync(secret)).Should().BeEmpty("{0} is a secret", secret);
    }

    [Fact]
    public async Task Nor_does_the_secret_of_an_api_key_or_a_signature_made_with_it()
    {
        var key = await TestKey.OfAsync(await host.NewUserAsync(), "Trading");
        (await key.PostAsync(host.Host, "signed")).MustHaveData();
        TestHost.TokenIn(await key.SignInAsync("signed in")).Should().NotBeEmpty();

        (await FoundInAsync(key.ApiKey)).Should()
            .Contain([$"public.mt_events: {key.ApiKey}", $"public.mt_doc_user_api_key: {key.ApiKey}", $"userdomain.sessions: {key.ApiKey}"]);
        foreach (var secret in (string[])[key.Secret, key.Sign("signed"), key.Sign("signed in")])
            (await FoundInAsync(secret)).Should().BeEmpty("{0} is a secret", secret);
    }

    [Fact]
    public async Task A_password_is_kept_as_an_argon2id_verifier() =>
        (await host.Database.AskAsync<string>("select verifier from userdomain.verifiers where user_id = 1")).Should().StartWith("$argon2id$v=19$m=19456,t=2,p=1$");

    [Fact]
    public async Task A_file_with_a_key_is_only_the_hosts_to_read()
    {
        await host.OperatorAsync();

        File.GetUnixFileMode(host.Venue.Keys).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.EnumerateFiles(host.Venue.Keys, "key-*.xml").Should().NotBeEmpty();
    }

    private Task<IReadOnlyList<string>> FoundInAsync(string secret) => SecretSearch.TablesAsync(host.Database, secret);
}
