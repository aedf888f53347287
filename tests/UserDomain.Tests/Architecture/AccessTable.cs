using System.Runtime.CompilerServices;
using UserDomain.Calls;

namespace UserDomain.Tests.Architecture;

/// <summary>Who may make which call, on one screen. A change of it shows in review as a changed line here.</summary>
public sealed class AccessTable
{
    [Fact]
    public void Stands_as_agreed() =>
        string.Join('\n', Code.Calls.OrderBy(call => call.Name, StringComparer.Ordinal)
                .Select(call => $"{call.Name,-21} {((ICall)RuntimeHelpers.GetUninitializedObject(call)).Access.Rule}"))
            .Should().Be("""
                Authenticate          anybody
                Authenticate2FA       anybody, also while enrolling
                AuthenticateUser      anybody
                CreateFirstOperator   at the server
                CreateUser            Operator, any user
                Disable2FA            own login
                EnableGoogle2FA       own login, also while enrolling
                GetUserConfig         Operator or Trading or self, by reach
                GetUserInfo           Operator or Trading or AccountReadOnly or self, by reach
                GetUserPermissions    Operator or Trading or AccountReadOnly or self, by reach
                GetValidate2FARequiredEndpoints anybody
                LogOut                anybody, also while enrolling
                RemoveUserConfig      Operator, any user
                SetPassword           at the server
                SetUserConfig         Operator or Trading or self, by reach
                SetUserInfo           Operator or Trading or self, by reach
                TurnOffTwoFactor      at the server
                Unlock                at the server
                Validate2FA           own login
                WebAuthenticateUser   anybody
                """);
}
