using System.Runtime.CompilerServices;
using UserDomain.Calls;

namespace UserDomain.Tests.Architecture;

/// <summary>Who may make which call, on one screen. A change of it shows in review as a changed line here.</summary>
public sealed class AccessTable
{
    private const string Agreed = """
        AddUserAPIKey                           own login, through no API key
        AddUserAccount                          Operator, any user, through no API key
        AddUserAffiliateTag                     Operator or Trading or self, by reach
        AddUserPermission                       Operator, any user, through no API key
        Authenticate                            anybody
        Authenticate2FA                         anybody, also while enrolling
        AuthenticateUser                        anybody
        ConfirmUserEmail                        anybody
        CreateFirstOperator                     at the server
        CreateUser                              Operator, any user
        Disable2FA                              own login, through no API key
        EnableGoogle2FA                         own login, also while enrolling, through no API key
        ForceUserLogoff                         SUPERUSER, any user, through no API key
        GenerateUserRestKey                     Operator or self, any user, by its own key, through no API key
        GetAllUnredactedUserConfigsForUser      Operator or self, by reach
        GetAvailablePermissionList              Operator or AdminUI, by reach
        GetLockedUsers                          Operator or UserOperator, by reach
        GetLoggedInUserBySessionToken           SUPERUSER, any user
        GetUnredactedUserConfigByKey            Operator or self, by reach
        GetUser                                 Operator or Trading or AccountReadOnly or self, by reach, on /v2 as GetUserInfo
        GetUserAPIKeys                          Operator or AdminUI or self, any user
        GetUserAccounts                         Operator or Trading or AccountReadOnly or self, by reach
        GetUserActivity                         Operator, any user
        GetUserAffiliateCount                   Operator or Trading or self, by reach
        GetUserAffiliateTag                     Operator or Trading or self, by reach
        GetUserAsOf                             Operator, by reach
        GetUserAuditTrail                       Operator, by reach
        GetUserConfig                           Operator or Trading or self, by reach
        GetUserConfigHistory                    Operator, by reach
        GetUserInfo                             Operator or Trading or AccountReadOnly or self, by reach
        GetUserPermissions                      Operator or Trading or AccountReadOnly or self, by reach
        GetUsers                                Operator, any user
        GetValidate2FARequiredEndpoints         anybody
        ImportUser                              at the server
        LogOut                                  anybody, also while enrolling
        Ping                                    anybody, also while enrolling
        RegisterNewUser                         anybody
        RemoveUserAPIKey                        Operator or AdminUI or self, any user, through no API key
        RemoveUserAccount                       Operator, any user, through no API key
        RemoveUserConfig                        Operator, any user
        ResendVerificationEmail                 anybody
        ResetPassword                           anybody
        ResetPassword2                          anybody
        RetryView                               at the server
        RevokeUserPermission                    Operator, any user, through no API key
        RevokeUserRestKey                       Operator or self, any user, by its own key, through no API key
        SetPassword                             at the server
        SetUserConfig                           Operator or Trading or self, by reach
        SetUserInfo                             Operator or Trading or self, by reach
        SkipViewEvent                           at the server
        TurnOffTwoFactor                        at the server
        UnLockUser                              Operator or UserOperator, by reach, through no API key
        Unlock                                  at the server
        UpdateUserAffiliateTag                  Operator or Trading or self, by reach
        UpdateUserConfig                        Operator or Trading or self, by reach, on /v2 as SetUserConfig
        Validate2FA                             own login, through no API key
        WebAuthenticateUser                     anybody
        """;

    [Fact]
    public void Stands_as_agreed() =>
        string.Join('\n', Code.Calls.OrderBy(call => call.Name, StringComparer.Ordinal)
                .Select(call => $"{call.Name,-40}{RuleOf((ICall)RuntimeHelpers.GetUninitializedObject(call))}"))
            .Should().Be(Agreed);

    /// <summary>Commands that a program makes by a key say so; what is only for the server comes by none.</summary>
    private static string RuleOf(ICall call) =>
        call.Access.Rule
        + (call.Access.IsOpenToRestKeys ? ", by its own key" : "")
        + (call is IRestCall rest ? $", on /v2 as {rest.StandsFor}" : "")
        + (call is ICommand && call.Access is { IsOpenToKeys: false, IsForTheServer: false, IsPublic: false } ? ", through no API key" : "");
}
