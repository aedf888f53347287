using UserDomain.ApiKeys;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.Registration;
using UserDomain.SignIn;

namespace UserDomain.Host.OpenApi;

/// <summary>
/// The values that examples are made of, by the name of a member: one user, <c>jsmith</c>, and what belongs to him. A member without a
/// sample here stops the document, so that no example lacks what its call takes.
/// </summary>
internal static class Samples
{
    private const string SomeGuid = "0197b3c2-5a1e-7c44-9f0b-2d6e8a41c735";

    /// <summary>What some types mean by a name that means another thing elsewhere; null is left out.</summary>
    private static readonly Dictionary<(Type, string), object?> OfTypes = new()
    {
        [(typeof(RegisterNewUser.Info), nameof(RegisterNewUser.Info.UserName))] = "adoe",
        [(typeof(RegisterNewUser.Info), nameof(RegisterNewUser.Info.Email))] = "adoe@example.com",
        [(typeof(RegisterNewUser.Registered), nameof(RegisterNewUser.Registered.UserId))] = 8L,
        [(typeof(CreateUser), nameof(CreateUser.AffiliateTag))] = null,
        [(typeof(Accounts.AddUserAccount), nameof(Accounts.AddUserAccount.AccountId))] = 13L,
        [(typeof(Accounts.RemoveUserAccount), nameof(Accounts.RemoveUserAccount.AccountId))] = 13L,
        [(typeof(UserObject), nameof(UserObject.PasswordHash))] = "",
        [(typeof(AddedApiKey), nameof(AddedApiKey.Shown))] = "7f1c6f0e9b5d4a3c8e2f6b7a9d0c1e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d",
        [(typeof(NotSignedInAnswer), nameof(NotSignedInAnswer.ErrorMessage))] = "Invalid username or password",
        [(typeof(NotAuthenticatedAnswer), nameof(NotAuthenticatedAnswer.ErrorMessage))] = "Code is wrong or was used before",
        [(typeof(LockedUser), nameof(LockedUser.LockedDateTime))] = At(2026, 3, 2),
        [(typeof(UserObject), nameof(UserObject.AffiliateId))] = 1L,
        [(typeof(Audit.GetUserActivity), nameof(Audit.GetUserActivity.UserId))] = 1L,
        [(typeof(Audit.GetUserActivity), nameof(Audit.GetUserActivity.UserName))] = "operator",
        [(typeof(Config.PastValue), nameof(Config.PastValue.Value))] = "158",
    };

    private static readonly Dictionary<string, object?> OfNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UserId"] = 7L,
        ["UserName"] = "jsmith",
        ["Email"] = "jsmith@example.com",
        ["Password"] = "Hillside-Road-1",
        ["PasswordHash"] = "Hillside-Road-1",
        ["OMSId"] = 1L,
        ["OperatorId"] = 1L,
        ["AccountId"] = 12L,
        ["AffiliateId"] = 1L,
        ["RefererId"] = 1L,
        ["AffiliateTag"] = "spring24",
        ["EmailVerified"] = true,
        ["Use2FA"] = false,
        ["Key"] = "Suite Number",
        ["Value"] = 1,
        ["Permission"] = "Withdraw",
        ["Permissions"] = new[] { "Trading", "Withdraw" },
        ["APIKey"] = "b2f4c1d09e6a4b7c8d3e5f60718293a4",
        ["TFaType"] = "Google",
        ["Code"] = "492039",
        ["VerifyEmailCode"] = SomeGuid,
        ["PendingCode"] = SomeGuid,
        ["PendingEmailCode"] = "",
        ["SessionToken"] = SomeGuid,
        ["Shown"] = SomeGuid,
        ["Salt"] = "",
        ["DateTimeCreated"] = At(2026, 1, 5),
        ["PendingCodeTime"] = DateTimeOffset.MinValue,
        ["Locked"] = false,
        ["LockedTime"] = DateTimeOffset.MinValue,
        ["NumberOfFailedAttempt"] = 0,
        ["Count"] = 3L,
        ["IsRight"] = true,
        ["EnforceEnable2FA"] = false,
        ["Message"] = "PONG",
        ["Login"] = "jsmith",
        ["FirstName"] = "John",
        ["LastName"] = "Smith",
        ["NetworkId"] = 1L,
        ["MailboxId"] = 12L,
        ["AuthLevel"] = "MailboxUser",
        ["Status"] = "Active",
        ["Created"] = At(2026, 1, 5),
        ["Accounts"] = new[] { 12L },
        ["After"] = null,
        ["Time"] = "2026-01-05T09:40:25.123456Z",
        ["Actor"] = "1",
        ["ActorName"] = "operator",
        ["Call"] = "SetUserConfig",
        ["CorrelationId"] = SomeGuid,
        ["Address"] = "192.0.2.7",
        ["Transport"] = "http",
        ["Event"] = "user_config_set",
        ["Version"] = 2L,
        ["Field"] = "Config/Suite Number",
        ["Old"] = null,
        ["New"] = "158",
        ["Since"] = "2026-01-05T09:40:25.123456Z",
        ["Until"] = null,
        ["SetBy"] = "1",
        ["SetByName"] = "operator",
        ["SetWith"] = "SetUserConfig",
        ["Config"] = new[] { new ConfigPair("Suite Number", "158") },
        ["QrCode"] = "otpauth://totp/UserDomain:jsmith?secret=JBSWY3DPEHPK3PXP&issuer=UserDomain&algorithm=SHA1&digits=6&period=30",
        ["ManualCode"] = "JBSWY3DPEHPK3PXP",
    };

    /// <summary>What some calls answer with that is otherwise than values of its type usually are.</summary>
    private static readonly Dictionary<Type, object> OfCalls = new()
    {
        [typeof(GetValidate2FARequiredEndpoints)] = new[] { "setuserconfig" },
        [typeof(Permissions.GetUserPermissions)] = new[] { "Deposit", "Trading", "Withdraw" },
    };

    /// <summary>Of values that stand alone or in an array, by their type.</summary>
    private static readonly Dictionary<Type, object> OfValues = new()
    {
        [typeof(bool)] = true,
        [typeof(long)] = 12L,
        [typeof(string)] = "Withdraw",
        [typeof(ConfigPair)] = new ConfigPair("Suite Number", "158"),
    };

    /// <exception cref="InvalidOperationException">There is no sample for a member of this name.</exception>
    public static object? Of(Type record, string member) =>
        OfTypes.TryGetValue((record, member), out var special) ? special
        : OfNames.TryGetValue(member, out var usual) ? usual
        : throw new InvalidOperationException($"{record.Name}.{member} has no sample: it belongs into {nameof(Samples)}.");

    /// <summary>None for a call that answers with what its type says.</summary>
    public static object? OfAnswer(Type call) => OfCalls.GetValueOrDefault(call);

    /// <summary>None for a type whose members have their own.</summary>
    public static object? Of(Type value) => OfValues.GetValueOrDefault(value);

    private static DateTimeOffset At(int year, int month, int day) => new(year, month, day, 9, 40, 25, TimeSpan.Zero);
}
