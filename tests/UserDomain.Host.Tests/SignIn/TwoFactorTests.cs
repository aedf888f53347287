using System.Net;
using UserDomain.Host.Wire;
using UserDomain.Specs;
using static UserDomain.Host.Tests.SignIn.TwoFactorHost;

namespace UserDomain.Host.Tests.SignIn;

/// <summary>Second factors over HTTP, from setting one up to giving it up.</summary>
public sealed class TwoFactorTests(TwoFactorHost venue) : IClassFixture<TwoFactorHost>
{
    private static readonly HttpClient Elsewhere = TestClient.From(IPAddress.Parse("127.0.0.2"));

    [Fact]
    public async Task The_whole_story()
    {
        var user = await venue.Host.NewUserAsync();
        var shown = (await user.PostAsync("EnableGoogle2FA")).MustHaveData();
        var app = new Authenticator(shown.GetProperty("ManualCode").GetString()!, venue.Clock);
        var label = $"UserDomain:{user.Name.Replace(" ", "%20", StringComparison.Ordinal)}";
        shown.GetRawText().Should().Be($$"""
            {"GoogleQRCode":"otpauth://totp/{{label}}?secret={{app.Secret}}&issuer=UserDomain&algorithm=SHA1&digits=6&period=30","ManualCode":"{{app.Secret}}"}
            """);

        MustBeWrong(await GiveAsync(user.Client, app.WrongCode()));
        (await GiveAsync(user.Client, app.Code())).MustBe($$"""
            {"Authenticated":true,"SessionToken":"{{user.Client.Token}}","User":{"UserId":{{user.Id}},"UserName":"{{user.Name}}","Email":"{{user.Email}}",
            "EmailVerified":true,"AccountId":{{user.AccountId}},"OMSId":1,"Use2FA":true},"UserId":{{user.Id}},"Locked":false,"Requires2FA":false,
            "EnforceEnable2FA":false,"TwoFAType":null,"TwoFAToken":null,"errormsg":null}
            """.ReplaceLineEndings(""));
        (await user.PostAsync("EnableGoogle2FA")).MustRefuse(101, "Second factor is already enabled");
        (await user.PostAsync("LogOut")).MustSucceed();

        venue.PassAStep();
        var (first, second) = (await venue.PendingAsync(user), await venue.PendingAsync(user));
        var answer = await venue.GivePendingAsync(first, app.Code());
        answer.Json.GetProperty("UserId").GetInt64().Should().Be(user.Id);
        var session = venue.With(TestHost.TokenIn(answer));
        (await session.PostAsync("GetUserInfo")).MustHaveData().GetProperty("use2FA").GetBoolean().Should().BeTrue();

        MustBeWrong(await venue.GivePendingAsync(second, app.Code()));
        MustBeWrong(await venue.GivePendingAsync(second, app.Code(-1)));
        MustBeWrong(await venue.GivePendingAsync(second, app.Code(2)));
        MustBeRight(await venue.GivePendingAsync(second, app.Code(1)));
        MustNotBeSignedIn(await venue.GivePendingAsync(second, app.Code(1)));

        venue.PassAStep(2);
        (await session.PostAsync("Disable2FA")).MustSucceed();
        (await GiveAsync(session, app.Code(-1))).MustBe("""{"Authenticated":false,"errormsg":"Code is wrong or was used before"}""");
        (await GiveAsync(session, app.Code())).Json.GetProperty("SessionToken").GetString().Should().Be(session.Token);
        (await user.EventsAsync()).Should().EndWith("user_two_factor_disabled");
        (await venue.Host.SignInAsync(user.Name, TestUser.Password)).Token.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_device_may_be_one_step_off_and_no_more(int steps, bool isTaken)
    {
        var (user, app) = await venue.NewEnrolledAsync();
        venue.PassAStep(3);

        var answer = await venue.GivePendingAsync(await venue.PendingAsync(user), app.Code(steps));

        answer.Json.GetProperty("Authenticated").GetBoolean().Should().Be(isTaken);
    }

    [Fact]
    public async Task Who_must_set_it_up_may_do_that_and_sign_out_and_nothing_else()
    {
        var user = await venue.Host.NewUserAsync();
        (await (await venue.Host.OperatorAsync()).PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}},"use2FA":true}""")).MustHaveData();
        var answer = await venue.Host.SignInAnswerAsync(user.Name, TestUser.Password);
        answer.Json.GetProperty("EnforceEnable2FA").GetBoolean().Should().BeTrue();
        var session = venue.With(TestHost.TokenIn(answer));

        foreach (var call in CallsThatTakeALogin.Except(["EnableGoogle2FA"]))
            (await session.PostAsync(call, """{"use2FA":false}""")).MustNotBePermitted();
        foreach (var path in (string[])["me", $"{user.Id}", "key-generate"])
            (await venue.Host.Stranger.GetAsync($"/v2/users/{path}", ("Authorization", $"Bearer {session.Token}"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await session.PostAsync("WebAuthenticateUser", $$"""{"SessionToken":"{{session.Token}}"}"""))
            .MustBe("""{"Authenticated":false,"EnforceEnable2FA":true,"errormsg":"Second factor must be set up"}""");

        var app = await venue.EnableAsync(session);
        MustBeRight(await GiveAsync(session, app.Code()));
        (await session.PostAsync("GetUserInfo")).MustHaveData();
        (await user.PostAsync("GetUserInfo")).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task Who_must_set_it_up_can_sign_out()
    {
        var user = await venue.Host.NewUserAsync();
        (await user.PostAsync("SetUserInfo", """{"use2FA":true}""")).MustHaveData();
        var session = await venue.Host.SignInAsync(user.Name, TestUser.Password);

        (await session.PostAsync("LogOut")).MustSucceed();

        (await session.PostAsync("EnableGoogle2FA")).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task Only_from_a_confirmed_session_does_a_user_turn_his_second_factor_off_at_once()
    {
        var (user, app) = await venue.NewEnrolledAsync();
        var plain = await OpenUnconfirmedAsync(user);

        (await plain.PostAsync("SetUserInfo", """{"use2FA":false}""")).MustNotBePermitted();
        (await plain.PostAsync("Validate2FA", $$"""{"TFaType":"Google","Code":"{{app.WrongCode()}}"}""")).MustBe("""{"TFaAuthenticated":false}""");
        (await plain.PostAsync("Validate2FA", $$"""{"TFaType":"Google","Code":"{{app.Code()}}"}""")).MustBe("""{"TFaAuthenticated":true}""");
        (await plain.PostAsync("SetUserInfo", """{"use2FA":false}""")).MustHaveData().GetProperty("use2FA").GetBoolean().Should().BeFalse();

        (await venue.Venue.Database.AskAsync<long>("select count(*) from userdomain.two_factor_secrets where user_id = $1", user.Id)).Should().Be(0);
        (await venue.Host.SignInAsync(user.Name, TestUser.Password)).Token.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Calls_that_the_venue_names_take_a_confirmed_session()
    {
        var (user, app) = await venue.NewEnrolledAsync();
        var plain = (await OpenUnconfirmedAsync(user)).With(host: () => venue.Other.Address);
        const string set = """{"Config":{"a":"1"}}""";

        (await venue.Other.Stranger.GetAsync("/AP/GetValidate2FARequiredEndpoints")).MustBe("""["setuserconfig"]""");
        (await venue.Host.Stranger.GetAsync("/AP/GetValidate2FARequiredEndpoints")).MustBe("[]");
        (await plain.PostAsync("SetUserConfig", set)).MustRefuse(20, "Second factor is Required");
        (await plain.PostAsync("GetUserConfig")).MustBe("[]");
        MustBeRight(await GiveAsync(plain, app.Code()));
        (await plain.PostAsync("SetUserConfig", set)).MustSucceed();
        (await user.Client.With(host: () => venue.Other.Address).PostAsync("SetUserConfig", set)).MustSucceed();
    }

    [Fact]
    public async Task Of_fifty_sign_ins_with_one_code_at_two_hosts_one_goes_through()
    {
        var (user, app) = await venue.NewEnrolledAsync();
        var pending = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => venue.PendingAsync(user)));

        var answers = await Task.WhenAll(pending.Select((token, i) => venue.GivePendingAsync(token, app.Code(), At(i))));

        answers.Count(answer => answer.Json.GetProperty("Authenticated").GetBoolean()).Should().Be(1);
        (await user.EventsAsync()).Should().NotContain("user_sign_in_failed");
    }

    [Fact]
    public async Task Of_fifty_who_give_codes_for_one_pending_sign_in_one_goes_through()
    {
        var (user, app) = await venue.NewEnrolledAsync();
        var pending = await venue.PendingAsync(user);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => venue.GivePendingAsync(pending, app.Code(i % 3 == 0 ? 1 : 0), At(i))));

        answers.Count(answer => answer.Json.GetProperty("Authenticated").GetBoolean()).Should().Be(1);
    }

    [Fact]
    public async Task Two_hundred_wrong_codes_at_two_hosts_count_exactly_to_the_lock()
    {
        var (user, app) = await venue.NewEnrolledAsync();
        var pending = await venue.PendingAsync(user);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => venue.GivePendingAsync(pending, app.WrongCode(), At(i))));

        answers.Should().OnlyContain(answer => !answer.Json.GetProperty("Authenticated").GetBoolean());
        (await user.EventsAsync()).SkipWhile(type => type != "user_sign_in_failed").Should().Equal([.. Enumerable.Repeat("user_sign_in_failed", 5), "user_locked"]);
        (await venue.GivePendingAsync(pending, app.Code())).MustBe("""{"Authenticated":false,"errormsg":"User is locked"}""");
        (await user.PostAsync("GetUserInfo")).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task A_pending_sign_in_is_good_from_its_own_address_for_five_minutes()
    {
        var (user, app) = await venue.NewEnrolledAsync();
        var pending = await venue.PendingAsync(user);

        MustNotBeSignedIn(await venue.GivePendingAsync(pending, app.Code(), from: Elsewhere));
        (await venue.With(pending).PostAsync("GetUserInfo")).MustNotKnowTheCaller();
        await AgeAsync("opened_at", "301 seconds");
        MustNotBeSignedIn(await venue.GivePendingAsync(pending, app.Code()));
        await AgeAsync("opened_at", "290 seconds");
        MustBeRight(await venue.GivePendingAsync(pending, app.Code()));

        Task AgeAsync(string column, string age) => venue.Venue.Database.ExecuteAsync(
            $"update userdomain.sessions set {column} = now() - interval '{age}' where user_id = $1 and kind = 'Pending'", user.Id);
    }

    [Fact]
    public async Task That_it_be_turned_off_holds_for_ten_minutes()
    {
        var (user, app) = await venue.NewEnrolledAsync();
        (await user.PostAsync("Disable2FA")).MustSucceed();
        await venue.Venue.Database.ExecuteAsync(
            "update userdomain.sessions set disabling_since = now() - interval '601 seconds' where disabling_since is not null and user_id = $1", user.Id);

        MustBeRight(await GiveAsync(user.Client, app.Code()));

        (await user.EventsAsync()).Should().NotContain("user_two_factor_disabled");
    }

    [Fact]
    public async Task A_new_password_ends_a_pending_sign_in()
    {
        var (user, app) = await venue.NewEnrolledAsync();
        var pending = await venue.PendingAsync(user);

        (await user.PostAsync("SetUserInfo", """{"Password":"Another-Word-2"}""")).MustHaveData();

        MustNotBeSignedIn(await venue.GivePendingAsync(pending, app.Code()));
    }

    [Fact]
    public async Task Without_a_code_it_is_malformed_and_without_a_sign_in_nobody_is_signed_in()
    {
        (await venue.Host.Stranger.PostAsync("Authenticate2FA")).MustRefuse(100, "Code is Required");
        MustNotBeSignedIn(await GiveAsync(venue.Host.Stranger, "123456"));
        MustNotBeSignedIn(await GiveAsync(venue.With("no token"), "123456"));
        MustNotBeSignedIn(await venue.GivePendingAsync("no token", "123456"));
    }

    [Fact]
    public async Task A_session_goes_on_by_its_token_from_its_own_address_until_it_ends()
    {
        var user = await venue.Host.NewUserAsync();
        var signedIn = await venue.Host.Stranger.PostAsync("WebAuthenticateUser", $$"""{"UserName":"{{user.Name}}","Password":"{{TestUser.Password}}"}""");
        var resume = $$"""{"SessionToken":"{{TestHost.TokenIn(signedIn)}}"}""";

        (await venue.Host.Stranger.PostAsync("WebAuthenticateUser", resume)).MustBe(signedIn.Body);
        MustNotBeSignedIn(await venue.Host.Stranger.With(from: Elsewhere).PostAsync("WebAuthenticateUser", resume));
        (await venue.With(TestHost.TokenIn(signedIn)).PostAsync("LogOut")).MustSucceed();
        MustNotBeSignedIn(await venue.Host.Stranger.PostAsync("WebAuthenticateUser", resume));
        (await venue.Host.Stranger.PostAsync("WebAuthenticateUser", $$"""{"UserName":"{{user.Name}}","Password":"wrong"}"""))
            .MustBe("""{"Authenticated":false,"errormsg":"Invalid username or password"}""");
        (await venue.Host.Stranger.PostAsync("WebAuthenticateUser")).MustRefuse(100, "UserName is Required");
    }

    [Fact]
    public async Task Browsers_and_basic_headers_get_a_pending_sign_in_too()
    {
        var (user, app) = await venue.NewEnrolledAsync();
        var byBrowser = await venue.Host.Stranger.PostAsync("WebAuthenticateUser", $$"""{"UserName":"{{user.Name}}","Password":"{{TestUser.Password}}"}""");
        var basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user.Name}:{TestUser.Password}"));
        var byHeader = await venue.Host.Stranger.PostAsync("Authenticate", "{}", ("Authorization", $"Basic {basic}"));

        MustBeRight(await venue.GivePendingAsync(byBrowser.Json.GetProperty("Pending2FaToken").GetString()!, app.Code()));
        MustBeRight(await venue.GivePendingAsync(byHeader.Json.GetProperty("Pending2FaToken").GetString()!, app.Code(1)));
    }

    private static IEnumerable<string> CallsThatTakeALogin => new CallCatalog().All.Where(call => !call.Access.IsPublic).Select(call => call.Name);

    private TestHost At(int i) => i % 2 == 0 ? venue.Host : venue.Other;

    /// <summary>A session that a second factor was not given in, as one opened with a key is.</summary>
    private async Task<TestClient> OpenUnconfirmedAsync(TestUser user)
    {
        var token = Guid.CreateVersion7().ToString();
        await venue.Venue.Database.ExecuteAsync(
            "insert into userdomain.sessions (key, user_id, address, transport) values ($1, $2, '127.0.0.1', 'http')",
            UserDomain.SignIn.Tokens.KeyOf(new(token)).Hash, user.Id);
        return venue.With(token);
    }
}
