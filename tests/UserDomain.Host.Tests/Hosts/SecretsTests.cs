using System.Text;

namespace UserDomain.Host.Tests.Hosts;

/// <summary>No secret stands anywhere in the database in a form that could be used.</summary>
public sealed class SecretsTests(OneHost host) : IClassFixture<OneHost>
{
    private const string Tables = """
        select format('%I.%I', table_schema, table_name) from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1
        """;

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

        (await FoundInAsync("canary." + user.Email)).Should().Contain("public.mt_events", "what is no secret is found, so a secret would be");
        foreach (var secret in (string[])[user.Client.Token!, (await host.OperatorAsync()).Token!, TestVenue.OperatorPassword, TestUser.Password, "Canary-Tried-3", "Canary-Changed-4", code, secondFactor])
            (await FoundInAsync(secret)).Should().BeEmpty("{0} is a secret", secret);
    }

    [Fact]
    public async Task Nor_does_the_secret_of_an_api_key_or_a_signature_made_with_it()
    {
        var key = await TestKey.OfAsync(await host.NewUserAsync(), "Trading");
        (await key.PostAsync(host.Host, "signed")).MustHaveData();
        TestHost.TokenIn(await key.SignInAsync("signed in")).Should().NotBeEmpty();

        (await FoundInAsync(key.ApiKey)).Should().Contain(["public.mt_events", "public.mt_doc_user_api_key", "userdomain.sessions"]);
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

    /// <summary>Looks for the text as it is, without its dashes, in base64, and as the bytes of a bytea, whatever the case.</summary>
    private async Task<List<string>> FoundInAsync(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        string[] forms =
        [
            secret, secret.Replace("-", "", StringComparison.Ordinal), Convert.ToBase64String(bytes), Convert.ToHexString(bytes),
            .. secret.All(letter => char.IsUpper(letter) || char.IsDigit(letter)) ? [Convert.ToHexString(Model.Base32.Read(secret))] : Array.Empty<string>(),
            .. Guid.TryParse(secret, out var id) ? [Convert.ToHexString(id.ToByteArray()), Convert.ToBase64String(id.ToByteArray())] : Array.Empty<string>(),
        ];
        var found = new List<string>();
        foreach (var table in await host.Database.ListAsync<string>(Tables))
        {
            if (await host.Database.AskAsync<bool>($"select exists (select from {table} t, unnest($1) f where strpos(lower(t::text), lower(f)) > 0)", (object)forms))
                found.Add(table);
        }

        return found;
    }
}
