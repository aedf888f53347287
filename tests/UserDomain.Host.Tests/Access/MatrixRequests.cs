using System.Text;
using System.Text.Json;
using UserDomain.Host.Tests.Mail;
using UserDomain.Host.Tests.SignIn;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Access;

/// <summary>The least that each call takes to be well formed and to have something to do, about one user. What it needs is brought about first.</summary>
internal sealed class MatrixRequests(MatrixVenue venue)
{
    private const int Columns = 12;

    private readonly Queue<(long UserId, string Code)> resetCodes = [];
    private TestUser enrolled = null!;
    private TestUser plain = null!;
    private Authenticator app = null!;
    private int drawn;

    /// <summary>What is sent: a payload, and a header where the call reads one.</summary>
    public sealed record Request(string Json, params (string Name, string Value)[] Headers);

    public async Task PrepareAsync()
    {
        (plain, enrolled) = (await venue.Host.NewUserAsync(), await venue.Host.NewUserAsync());
        app = new((await enrolled.PostAsync("EnableGoogle2FA")).Json.GetProperty("ManualCode").GetString()!, venue.Clock);
        TwoFactorHost.MustBeRight(await TwoFactorHost.GiveAsync(enrolled.Client, app.Code()));
        for (var i = 0; i < Columns; i++)
        {
            var user = await NewUserAsync(emailVerified: true);
            (await venue.Host.Stranger.PostAsync("ResetPassword", $$"""{"UserName":"{{user.UserName}}"}""")).MustSucceed();
        }

        await Eventually.HoldsAsync(async () => await venue.Venue.Database.AskAsync<long>("select count(*) from userdomain.outbox") == 0, "letters are sent");
        foreach (var mail in MailFolder.Letters(venue.Venue.Keys).Where(mail => mail.Subject == "Set a new password"))
            resetCodes.Enqueue((MailFolder.UserIdIn(mail), MailFolder.CodeIn(mail)));
        resetCodes.Should().HaveCount(Columns);
    }

    /// <summary>None for a call that nobody has decided about.</summary>
    public Task<Request?> For(string call, TestUser target)
    {
        var user = $"\"UserId\":{target.Id}";
        return call switch
        {
            "AddUserAPIKey" => Of($$"""{ {{user}},"Permissions":["Withdraw"]}"""),
            "AddUserAccount" => Of($$"""{ {{user}},"AccountId":{{1_000_000 + ++drawn}}}"""),
            "AddUserAffiliateTag" or "UpdateUserAffiliateTag" => Of($$"""{ {{user}},"AffiliateTag":"matrix{{++drawn}}"}"""),
            "AddUserPermission" => After("RevokeUserPermission", $$"""{ {{user}},"Permission":"Deposit"}"""),
            "Authenticate" => Of("{}", ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{plain.Name}:{TestUser.Password}"))}")),
            "Authenticate2FA" => CodeAsync(),
            "AuthenticateUser" or "WebAuthenticateUser" => Of($$"""{"UserName":"{{plain.Name}}","Password":"{{TestUser.Password}}"}"""),
            "ConfirmUserEmail" => ConfirmationAsync(),
            "CreateUser" => Of($$"""{"userInfo":{"userName":"created {{++drawn}}","email":"created{{drawn}}@x","omsId":1} }"""),
            "ForceUserLogoff" or "ResetPassword" => Of($$"""{"UserName":"{{target.Name}}"}"""),
            "GetLoggedInUserBySessionToken" => Of($$"""{"SessionToken":"{{target.Client.Token}}"}"""),
            "GetUserAsOf" => Of($$"""{ {{user}},"Version":1}"""),
            "GetUnredactedUserConfigByKey" or "GetUserConfigHistory" or "RemoveUserConfig" => WithConfigAsync(target, $$"""{ {{user}},"Key":"a"}"""),
            "RegisterNewUser" => Of($$"""{"UserInfo":{"UserName":"self {{++drawn}}","Email":"self{{drawn}}@x","PasswordHash":"{{TestUser.Password}}"} }"""),
            "RemoveUserAPIKey" => WithKeyAsync(target, user),
            "RemoveUserAccount" => After("AddUserAccount", $$"""{ {{user}},"AccountId":999999}"""),
            "ResendVerificationEmail" => Of($$"""{"Email":"{{target.Email}}"}"""),
            "ResetPassword2" => Of(ResetOf(resetCodes.Dequeue())),
            "RevokeUserPermission" => After("AddUserPermission", $$"""{ {{user}},"Permission":"Deposit"}"""),
            "SetUserConfig" => Of($$"""{ {{user}},"Config":{"a":"{{++drawn}} times"} }"""),
            "SetUserInfo" => Of($$"""{ {{user}},"email":"set{{++drawn}}@x"}"""),
            "Validate2FA" => Of("""{"TFaType":"Google","Code":"000000"}"""),
            "Disable2FA" or "EnableGoogle2FA" or "GetAvailablePermissionList" or "GetLockedUsers" or "GetUserActivity" or "GetUsers" or "GetValidate2FARequiredEndpoints" or "LogOut" or "Ping" => Of("{}"),
            "GetAllUnredactedUserConfigsForUser" or "GetUserAPIKeys" or "GetUserAccounts" or "GetUserAffiliateCount" or "GetUserAffiliateTag" or "GetUserAuditTrail" or "GetUserConfig"
                or "GenerateUserRestKey" or "GetUserInfo" or "GetUserPermissions" or "RevokeUserRestKey" or "UnLockUser" => Of($$"""{ {{user}} }"""),
            _ => Task.FromResult<Request?>(null),
        };
    }

    private static Task<Request?> Of(string json, params (string, string)[] headers) => Task.FromResult<Request?>(new(json, headers));

    private async Task<Request?> After(string call, string json)
    {
        (await venue.Superuser.PostAsync(call, json)).MustSucceed();
        return new Request(json);
    }

    private async Task<Request?> WithConfigAsync(TestUser target, string json)
    {
        (await venue.Superuser.PostAsync("SetUserConfig", $$"""{"UserId":{{target.Id}},"Config":{"a":"1"} }""")).MustSucceed();
        return new Request(json);
    }

    private static async Task<Request?> WithKeyAsync(TestUser target, string user) =>
        new Request($$"""{ {{user}},"APIKey":"{{(await TestKey.OfAsync(target, "Withdraw")).ApiKey}}"}""");

    private async Task<Request?> CodeAsync()
    {
        venue.Clock.Advance(TimeSpan.FromSeconds(30));
        var pending = (await venue.Host.SignInAnswerAsync(enrolled.Name, TestUser.Password)).Json.GetProperty("Pending2FaToken").GetString()!;
        return new Request($$"""{"Code":"{{app.Code()}}"}""", ("Pending2FaToken", pending));
    }

    private async Task<Request?> ConfirmationAsync()
    {
        var user = await NewUserAsync(emailVerified: false);
        return new Request($$"""{"UserId":{{user.UserId}},"VerifyEmailCode":"{{user.Code}}"}""");
    }

    private static string ResetOf((long UserId, string Code) mailed) =>
        $$"""{"UserId":{{mailed.UserId}},"Password":"{{TestUser.Password}}","PendingCode":"{{mailed.Code}}"}""";

    private async Task<(string UserName, long UserId, string Code)> NewUserAsync(bool emailVerified)
    {
        var name = $"waiting {++drawn}";
        var info = new { userName = name, email = $"waiting{drawn}@x", emailVerified };
        (await venue.Superuser.PostAsync("CreateUser", JsonSerializer.Serialize(new { userInfo = info }))).MustSucceed();
        var shown = (await venue.Superuser.PostAsync("GetUserInfo", JsonSerializer.Serialize(new { UserName = name }))).MustHaveData();
        return (name, shown.GetProperty("userId").GetInt64(), shown.GetProperty("pendingEmailCode").GetString()!);
    }
}
