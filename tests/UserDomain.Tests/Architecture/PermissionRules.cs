using System.Runtime.CompilerServices;
using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Tests.Architecture;

/// <summary>A permission that is named like a call opens it; one that cannot be given would open it to nobody.</summary>
public sealed class PermissionRules
{
    public static TheoryData<string> CallsOfClients =>
        [.. Code.Calls.Where(call => !((ICall)RuntimeHelpers.GetUninitializedObject(call)).Access.IsForTheServer).Select(NameOf).Distinct()];

    private static string NameOf(Type call) => RuntimeHelpers.GetUninitializedObject(call) is IRestCall rest ? rest.StandsFor : call.Name;

    [Theory, MemberData(nameof(CallsOfClients))]
    public void A_permission_can_be_given_for_each_call_that_clients_make(string call) =>
        PermissionNames.Find(call).Should().NotBeNull("it belongs into PermissionNames.cs");
}
