using System.Text;
using System.Text.Json;
using UserDomain.Host.Tests.Hosts;
using UserDomain.Host.Tests.Mail;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Processes;

/// <summary>
/// Every secret that is ever typed in or shown, right or wrong, well formed or not, through calls that go well, are refused and fail: none is
/// found again, but in the one answer that shows it and in the letter that carries it.
/// </summary>
public sealed class CanaryTests : IAsyncLifetime
{
    private const string SmtpPassword = "Canary-Smtp-1";
    private readonly SmtpServer server = Busy();
    private readonly List<Answer> answers = [];

    /// <summary>Each secret, and how many answers show it.</summary>
    private readonly Dictionary<string, int> secrets = new() { [SmtpPassword] = 0, [TestVenue.OperatorPassword] = 0 };

    private TestVenue venue = null!;
    private HostProcess host = null!;
    private TestClient root = null!;

    public async Task InitializeAsync()
    {
        venue = await TestVenue.CreateAsync();
        host = await HostProcess.RunAsync(
            ("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys), ("USERDOMAIN_OPERATOR_PASSWORD", TestVenue.OperatorPassword),
            ("USERDOMAIN_MAIL__HOST", "127.0.0.1"), ("USERDOMAIN_MAIL__PORT", $"{server.Port}"), ("USERDOMAIN_MAIL__FROM", "venue@example.com"),
            ("USERDOMAIN_MAIL__USER", "mailer"), ("USERDOMAIN_MAIL__PASSWORD", SmtpPassword),
            ("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Microsoft", "Trace"), ("Logging__LogLevel__Microsoft.AspNetCore", "Trace"), ("Logging__Console__LogLevel__Default", "Trace"));
        root = await SignInAsync("operator", TestVenue.OperatorPassword);
    }

    [Fact]
    public async Task No_secret_is_found_in_logs_tables_or_answers_that_do_not_show_it()
    {
        await TypePasswordsAsync();
        var (confirmation, id) = await RegisterAsync();
        await ForgetPasswordAsync(id);
        await FindNothingAsync(); // letters wait, with codes in them
        var codes = await ReceiveAsync();
        await GiveCodesAsync(id, codes, confirmation);
        await UseSecondFactorAsync();
        await UseKeysAsync();
        await FailAsync();

        await FindNothingAsync();
        (await host.StopAsync()).Should().Be(0);

        host.Output.Should().Contain("ResetPassword2 by ").And.Contain("CreateUser failed", "what is no secret is logged, so a secret would be");
        secrets.Keys.Should().OnlyContain(secret => !SecretSearch.Holds(host.Output, secret));
        secrets.ToDictionary(secret => secret.Key, secret => answers.Count(answer => SecretSearch.Holds(TextOf(answer), secret.Key))).Should().Equal(secrets);
    }

    private async Task TypePasswordsAsync()
    {
        (await PostAsync(root, "CreateUser", $$"""{"userInfo":{"userName":"u","email":"u@x","passwordHash":"{{New("Canary-Created-2")}}","emailVerified":true} }""")).MustSucceed();
        (await PostAsync(root, "CreateUser", $$"""{"userInfo":"{\"userName\":\"u\",\"email\":\"v@x\",\"passwordHash\":\"{{New("Canary-Taken-3")}}\"}"}""")).MustRefuse(101, "UserName already in use");
        await PostAsync(Stranger, "AuthenticateUser", $$"""{"UserName":"u","Password":"{{New("Canary-Tried-4")}}"}""");
        await PostAsync(Stranger, "WebAuthenticateUser", $$"""{"UserName":"nobody","Password":"{{New("Canary-Web-5")}}"}""");
        await PostAsync(Stranger, "Authenticate", "{}", ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"u:{New("Canary-Basic-6")}"))}"));
        Keep(await Stranger.GetAsync($"/AP/AuthenticateUser?UserName=u&Password={New("Canary-Query-7")}")).Body.Should().Contain("Invalid");
        await PostAsync(Stranger, "AuthenticateUser", $$"""{"UserName":"u","Password":{"a":["{{New("Canary-Object-8")}}"]} }""");
        await PostAsync(Stranger, "AuthenticateUser", $$"""{"UserName":"u","Password":"{{New("Canary-Broken-9")}}" """);
        var user = await SignInAsync("u", "Canary-Created-2");
        (await PostAsync(user, "SetUserInfo", $$"""{"userId":1,"password":"{{New("Canary-Others-10")}}"}""")).MustNotBePermitted();
        (await PostAsync(user, "SetUserInfo", $$"""{"password":"{{New("canary-weak-11")}}"}""")).Json.GetProperty("errorcode").GetInt32().Should().Be(100);
        (await PostAsync(user, "SetUserInfo", $$"""{"password":"{{New("Canary-Changed-12")}}"}""")).MustHaveData();
        (await PostAsync(root, "SetUserInfo", $$"""{"userName":"u","password":"{{New("Canary-Given-13")}}"}""")).MustHaveData();
    }

    private async Task<(string Code, long Id)> RegisterAsync()
    {
        const string info = "\"UserName\":\"self\",\"Email\":\"self@example.com\"";
        var id = (await PostAsync(Stranger, "RegisterNewUser", $$"""{"UserInfo":{ {{info}},"passwordHash":"{{New("Canary-Registered-14")}}"} }""")).MustHaveData().GetProperty("UserId").GetInt64();
        (await PostAsync(Stranger, "RegisterUser", $$"""{"UserInfo":{ {{info}},"Password":"{{New("Canary-Again-15")}}"} }""")).MustRefuse(101, "UserName already in use");
        await PostAsync(Stranger, "RegisterUser", $$"""{"UserInfo":{"UserName":"other","Email":"self@example.com","Password":"{{New("Canary-Pretended-16")}}"} }""");
        await PostAsync(Stranger, "AuthenticateUser", """{"UserName":"other","Password":"Canary-Pretended-16"}""");
        var code = (await PostAsync(root, "GetUserInfo", $$"""{"UserId":{{id}}}""")).MustHaveData().GetProperty("pendingEmailCode").GetString()!;
        secrets[code] = 1; // operators see it
        return (code, id);
    }

    private async Task ForgetPasswordAsync(long id)
    {
        (await PostAsync(root, "SetUserInfo", """{"userName":"u","emailVerified":true,"email":"u@example.com"}""")).MustHaveData();
        (await PostAsync(Stranger, "ResetPassword", """{"UserName":"u"}""")).MustSucceed();
        var wrong = $$"""{"UserId":{{id}},"Password":"{{New("Canary-Reset-17")}}","VerifyEmailCode":"{{New($"{Guid.CreateVersion7()}")}}","PendingCode":"{{New($"{Guid.CreateVersion7()}")}}"}""";
        (await PostAsync(Stranger, "ResetPassword2", wrong)).MustRefuse(101, "Code is wrong or expired");
        (await PostAsync(Stranger, "ConfirmUserEmail", wrong)).MustRefuse(101, "Code is wrong or expired");
        Keep(await Stranger.GetAsync($"/AP/confirmemail?UserId={id}&VerifyEmailCode={New($"{Guid.CreateVersion7()}")}")).MustRefuse(101, "Code is wrong or expired");
    }

    /// <summary>The letters that waited, now that the server takes them.</summary>
    private async Task<IReadOnlyList<ReadMail>> ReceiveAsync()
    {
        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>("select count(*) from userdomain.outbox where attempts = 0") == 0, "each was tried");
        server.OnRecipient = _ => "250 OK";
        await venue.Database.ExecuteAsync("update userdomain.outbox set due_at = now()");
        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>("select count(*) from userdomain.outbox") == 0, "all are sent");
        return [.. server.Received];
    }

    private async Task GiveCodesAsync(long id, IReadOnlyList<ReadMail> letters, string confirmation)
    {
        MailFolder.CodeIn(letters.Single(mail => mail.Subject == "Confirm your e-mail address")).Should().Be(confirmation);
        Keep(await Stranger.GetAsync($"/AP/confirmemail?UserId={id}&VerifyEmailCode={confirmation}")).MustSucceed();
        var reset = letters.Single(mail => mail.Subject == "Set a new password");
        (await PostAsync(Stranger, "ResetPassword2", $$"""{"UserId":{{MailFolder.UserIdIn(reset)}},"Password":"Canary-Reset-17","PendingCode":"{{New(MailFolder.CodeIn(reset))}}"}""")).MustSucceed();
    }

    private async Task UseSecondFactorAsync()
    {
        var user = await SignInAsync("u", "Canary-Reset-17");
        var app = new Authenticator((await PostAsync(user, "EnableGoogle2FA", "{}")).MustHaveData().GetProperty("ManualCode").GetString()!, TimeProvider.System);
        secrets[app.Secret] = 1;
        await PostAsync(user, "Authenticate2FA", $$"""{"Code":"{{New("Canary-Code-18")}}"}""");
        (await PostAsync(user, "Authenticate2FA", $$"""{"Code":"{{app.Code()}}"}""")).Body.Should().Contain("\"Authenticated\":true");
        secrets[user.Token!]++; // it is told which session was confirmed
        await PostAsync(user, "Validate2FA", $$"""{"TFaType":"Google","Code":"{{New("Canary-Code-19")}}"}""");
        var pending = (await PostAsync(Stranger, "AuthenticateUser", """{"UserName":"u","Password":"Canary-Reset-17"}""")).Json.GetProperty("Pending2FaToken").GetString()!;
        secrets[pending] = 1;
        await PostAsync(Stranger, "Authenticate2FA", $$"""{"Code":"{{app.Code()}}"}""", ("Pending2FaToken", New("Canary-Pending-20")));
        secrets[TestHost.TokenIn(await PostAsync(Stranger, "Authenticate2FA", $$"""{"Code":"{{app.Code(1)}}"}""", ("Pending2FaToken", pending)))] = 1;
    }

    private async Task UseKeysAsync()
    {
        var added = (await PostAsync(root, "AddUserAPIKey", """{"Permissions":["SUPERUSER"]}""")).MustHaveData();
        var (key, secret) = (added.GetProperty("APIKey").GetString()!, added.GetProperty("APISecret").GetString()!);
        secrets[secret] = 1;
        string[] signatures = [.. Enumerable.Range(1, 3).Select(nonce => New(Programs.Sign(secret, $"{nonce}", 1, key)))];
        (await PostAsync(Stranger, "GetUserInfo", "{}", ("APIKey", key), ("UserId", "1"), ("Nonce", "1"), ("Signature", signatures[0]))).MustHaveData();
        (await PostAsync(Stranger, "GetUserInfo", "{}", ("APIKey", key), ("UserId", "1"), ("Nonce", "9"), ("Signature", signatures[1]))).MustNotKnowTheCaller();
        var signedIn = await PostAsync(Stranger, "AuthenticateUser", JsonSerializer.Serialize(new { APIKey = key, Signature = signatures[2], UserId = 1, Nonce = 3 }));
        secrets[TestHost.TokenIn(signedIn)] = 1;
        (await PostAsync(root, "GetUserAPIKeys", "{}")).Body.Should().Contain(key);

        var restKey = (await PostAsync(root, "GenerateUserRestKey", "{}")).MustHaveData().GetProperty("RestKey").GetString()!;
        secrets[restKey] = 1;
        Keep(await Stranger.GetAsync("/v2/users/me", ("X-API-Key", restKey))).Body.Should().Contain("\"userId\":1");
        secrets[Keep(await Stranger.GetAsync("/v2/users/key-generate", ("X-API-Key", restKey))).Json.GetProperty("data").GetString()!] = 1;
        Keep(await Stranger.GetAsync("/v2/users/me", ("X-API-Key", New("Canary-Rest-28")))).Body.Should().Contain("InvalidAPIKey");
        Keep(await Stranger.GetAsync("/v2/users/me", ("Authorization", $"Bearer {New("Canary-Bearer-29")}"))).Body.Should().Contain("InvalidSession");

        (await PostAsync(root, "GetLoggedInUserBySessionToken", $$"""{"SessionToken":"{{root.Token}}"}""")).MustHaveData();
        (await PostAsync(root, "GetLoggedInUserBySessionToken", $$"""{"SessionToken":"{{New("Canary-Token-21")}}"}""")).MustRefuse(104, "Session not Found");
        await PostAsync(Stranger, "WebAuthenticateUser", $$"""{"SessionToken":"{{New("Canary-Token-22")}}"}""");
        (await PostAsync(Stranger, "GetUserInfo", "{}", ("APToken", New("Canary-Token-23")))).MustNotKnowTheCaller();
    }

    /// <summary>Calls with secrets in hand whose statements fail.</summary>
    private async Task FailAsync()
    {
        await venue.Database.ExecuteAsync("alter table userdomain.verifiers rename to verifiers_away");
        (string, string)[] calls =
        [
            ("AuthenticateUser", $$"""{"UserName":"u","Password":"{{New("Canary-Fault-24")}}"}"""),
            ("CreateUser", $$"""{"userInfo":{"userName":"w","email":"w@x","passwordHash":"{{New("Canary-Fault-25")}}"} }"""),
            ("RegisterNewUser", $$"""{"UserInfo":{"userName":"x","email":"x@x","passwordHash":"{{New("Canary-Fault-26")}}"} }"""),
            ("SetUserInfo", $$"""{"userName":"self","password":"{{New("Canary-Fault-27")}}"}"""),
        ];
        foreach (var (call, json) in calls)
            (await PostAsync(root, call, json)).MustRefuse(102, null, System.Net.HttpStatusCode.InternalServerError);
        await venue.Database.ExecuteAsync("alter table userdomain.verifiers_away rename to verifiers");
    }

    private async Task FindNothingAsync()
    {
        (await SecretSearch.TablesAsync(venue.Database, "self@example.com")).Should().Contain("public.mt_events: self@example.com", "what is no secret is found, so a secret would be");
        (await SecretSearch.TablesAsync(venue.Database, secrets.Keys)).Should().BeEmpty();
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await server.DisposeAsync();
        await venue.DisposeAsync();
    }

    private TestClient Stranger => host.Stranger;

    private static SmtpServer Busy() => new() { Password = SmtpPassword, OnRecipient = _ => "451 4.7.1 try again later" };

    private string New(string secret)
    {
        secrets.TryAdd(secret, 0);
        return secret;
    }

    private async Task<TestClient> SignInAsync(string name, string password)
    {
        var token = TestHost.TokenIn(await PostAsync(Stranger, "AuthenticateUser", JsonSerializer.Serialize(new { UserName = name, Password = password })));
        secrets[token] = 1;
        return new(() => host.Address, token);
    }

    private async Task<Answer> PostAsync(TestClient client, string call, string json, params (string Name, string Value)[] headers) =>
        Keep(await client.PostAsync(call, json, headers));

    private Answer Keep(Answer answer)
    {
        answers.Add(answer);
        return answer;
    }

    private static string TextOf(Answer answer) => $"{answer.Body}\n{string.Join('\n', answer.Headers)}";
}
