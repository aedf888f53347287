using System.Runtime.CompilerServices;
using UserDomain.Calls;

namespace UserDomain.Tests.Architecture;

/// <summary>Who may make which call, on one screen. A change of it shows in review as a changed line here.</summary>
public sealed class AccessTable
{
    [Fact]
    public void Stands_as_agreed() =>
        string.Join('\n', Code.Calls.OrderBy(call => call.Name, StringComparer.Ordinal)
                .Select(call => $"{call.Name,-22}{RuleOf((ICall)RuntimeHelpers.GetUninitializedObject(call))}"))
            .Should().Be("""
                AddUserAPIKey         oneself, through no API key
                Authenticate          anybody
                AuthenticateUser      anybody
                CreateFirstOperator   at the server
                CreateUser            Operator, any user
                GetUserAPIKeys        Operator or AdminUI or self, any user
                GetUserConfig         Operator or Trading or self, by reach
                GetUserInfo           Operator or Trading or AccountReadOnly or self, by reach
                GetUserPermissions    Operator or Trading or AccountReadOnly or self, by reach
                LogOut                anybody
                RemoveUserAPIKey      Operator or AdminUI or self, any user, through no API key
                RemoveUserConfig      Operator, any user
                SetPassword           at the server
                SetUserConfig         Operator or Trading or self, by reach
                SetUserInfo           Operator or Trading or self, by reach
                Unlock                at the server
                """);

    /// <summary>Commands that a program makes by a key say so; what is only for the server comes by none.</summary>
    private static string RuleOf(ICall call) =>
        call.Access.Rule + (call is ICommand && call.Access is { IsOpenToKeys: false, IsForTheServer: false } ? ", through no API key" : "");
}
