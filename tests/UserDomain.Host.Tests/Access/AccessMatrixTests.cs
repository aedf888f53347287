using System.Runtime.CompilerServices;
using Npgsql;
using UserDomain.Calls;
using UserDomain.Host.Wire;

namespace UserDomain.Host.Tests.Access;

/// <summary>Who may make which call about whom, as it shows over HTTP (wire contract, section 6).</summary>
public sealed class AccessMatrixTests(MatrixVenue venue) : IClassFixture<MatrixVenue>
{
    /// <summary>
    /// Who calls: nobody; the user himself, one of his account, one of another, all with the permissions of new users; an operator, one of another
    /// OMS, a superuser; a program with the user's own key for Withdraw only, one with an operator's key for Operator; who was an operator until
    /// just now; with the session of a user who was locked, and with one that was logged off.
    /// </summary>
    private const string Agreed = """
                                           nobody self same other oper. oper/2 super key key/op revoked locked off
        AddUserAPIKey                      401    ok   20   20    20    20     20    20  20     20      401    401
        AddUserAccount                     401    20   20   20    ok    104    ok    20  20     20      401    401
        AddUserAffiliateTag                401    ok   ok   20    ok    104    ok    20  ok     20      401    401
        AddUserPermission                  401    20   20   20    ok    104    ok    20  20     20      401    401
        Authenticate                       ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        Authenticate2FA                    ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        AuthenticateUser                   ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        ConfirmUserEmail                   ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        CreateUser                         401    20   20   20    ok    20     ok    20  ok     20      401    401
        Disable2FA                         401    ok   ok   ok    ok    ok     ok    20  20     ok      401    401
        EnableGoogle2FA                    401    ok   ok   ok    ok    ok     ok    20  20     ok      401    401
        ForceUserLogoff                    401    20   20   20    20    20     ok    20  20     20      401    401
        GenerateUserRestKey                401    ok   20   20    ok    104    ok    20  20     20      401    401
        GetAllUnredactedUserConfigsForUser 401    ok   20   20    ok    104    ok    ok  ok     20      401    401
        GetAvailablePermissionList         401    20   20   20    ok    ok     ok    20  ok     20      401    401
        GetLockedUsers                     401    20   20   20    ok    ok     ok    20  ok     20      401    401
        GetLoggedInUserBySessionToken      401    20   20   20    20    20     ok    20  20     20      401    401
        GetUnredactedUserConfigByKey       401    ok   20   20    ok    104    ok    ok  ok     20      401    401
        GetUserAPIKeys                     401    ok   20   20    ok    104    ok    ok  ok     20      401    401
        GetUserAccounts                    401    ok   ok   20    ok    104    ok    ok  ok     20      401    401
        GetUserActivity                    401    20   20   20    ok    ok     ok    20  ok     20      401    401
        GetUserAffiliateCount              401    ok   ok   20    ok    104    ok    ok  ok     20      401    401
        GetUserAffiliateTag                401    ok   ok   20    ok    104    ok    ok  ok     20      401    401
        GetUserAsOf                        401    20   20   20    ok    104    ok    20  ok     20      401    401
        GetUserAuditTrail                  401    20   20   20    ok    104    ok    20  ok     20      401    401
        GetUserConfig                      401    ok   ok   20    ok    104    ok    ok  ok     20      401    401
        GetUserConfigHistory               401    20   20   20    ok    104    ok    20  ok     20      401    401
        GetUserInfo                        401    ok   ok   20    ok    104    ok    ok  ok     20      401    401
        GetUserPermissions                 401    ok   ok   20    ok    104    ok    ok  ok     20      401    401
        GetUsers                           401    20   20   20    ok    ok     ok    20  ok     20      401    401
        GetValidate2FARequiredEndpoints    ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        LogOut                             ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        Ping                               ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        RegisterNewUser                    ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        RemoveUserAPIKey                   401    ok   20   20    ok    104    ok    20  20     20      401    401
        RemoveUserAccount                  401    20   20   20    ok    104    ok    20  20     20      401    401
        RemoveUserConfig                   401    20   20   20    ok    104    ok    20  ok     20      401    401
        ResendVerificationEmail            ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        ResetPassword                      ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        ResetPassword2                     ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        RevokeUserPermission               401    20   20   20    ok    104    ok    20  20     20      401    401
        RevokeUserRestKey                  401    ok   20   20    ok    104    ok    20  20     20      401    401
        SetUserConfig                      401    ok   ok   20    ok    104    ok    20  ok     20      401    401
        SetUserInfo                        401    ok   ok   20    ok    104    ok    20  20     20      401    401
        UnLockUser                         401    20   20   20    ok    104    ok    20  20     20      401    401
        UpdateUserAffiliateTag             401    ok   ok   20    ok    104    ok    20  ok     20      401    401
        Validate2FA                        401    no   no   no    no    no     no    20  20     no      401    401
        WebAuthenticateUser                ok     ok   ok   ok    ok    ok     ok    ok  ok     ok      ok     ok
        """;

    [Fact]
    public async Task Each_call_is_open_to_whom_the_contract_says()
    {
        var requests = new MatrixRequests(venue);
        await requests.PrepareAsync();
        var rows = new List<string> { Agreed.Split('\n')[0] };
        foreach (var call in Calls.OrderBy(call => call == "LogOut")) // it ends the sessions of all who make it
            rows.Add(await RowAsync(call, requests));

        var found = rows.Skip(1).Order(StringComparer.Ordinal).Prepend(rows[0]).ToArray();
        found.Except(Agreed.Split('\n')).Should().BeEmpty("these rows are otherwise than agreed");
        found.Should().Equal(Agreed.Split('\n'));
    }

    private static IEnumerable<string> Calls => typeof(ICall).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(ICall)) && !type.IsInterface && !type.IsAssignableTo(typeof(IRestCall)) && !((ICall)RuntimeHelpers.GetUninitializedObject(type)).Access.IsForTheServer)
        .Select(type => type.Name);

    [Fact]
    public void What_is_for_the_server_itself_or_the_rest_endpoint_is_no_call_of_the_gateway()
    {
        var catalog = new CallCatalog();
        var all = typeof(ICall).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(ICall)) && !type.IsInterface).Select(type => type.Name);

        all.Where(call => catalog.TryGet(call, out var entry) && entry.Name == call).Should().BeEquivalentTo(Calls);
        all.Except(Calls).Should().BeEquivalentTo("CreateFirstOperator", "GetUser", "ImportUser", "RetryView", "SetPassword", "SkipViewEvent", "TurnOffTwoFactor", "Unlock", "UpdateUserConfig");
    }

    private async Task<string> RowAsync(string call, MatrixRequests requests)
    {
        var row = call.PadRight(35);
        var widths = (int[])[7, 5, 5, 6, 6, 7, 6, 4, 7, 8, 7, 3];
        await using var database = await venue.Venue.Database.OpenAsync();
        foreach (var (caller, width) in (await venue.CallersAsync()).Zip(widths))
        {
            if (await requests.For(call, caller.Target) is not { } request)
                return row + "is yet to be decided: who may make it, and what is the least that it takes?";
            var events = await EventsAsync(database);
            var outcome = MatrixCaller.OutcomeOf(await caller.PostAsync(call, request.Json, request.Headers));
            row += outcome.PadRight(width);
            if (outcome != "ok")
                (await EventsAsync(database)).Should().Be(events, "a no to {0} stores nothing", call);
        }

        return row.TrimEnd();
    }

    private static async Task<long> EventsAsync(NpgsqlConnection database)
    {
        await using var command = new NpgsqlCommand("select count(*) from mt_events", database);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
