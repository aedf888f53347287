using MediatR;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Permissions;
using UserDomain.Profile;
using UserDomain.Registration;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Calls;

/// <summary>Who may make which call on whom (wire contract, section 6), asked of the whole pipeline. Ada is in account 10 of OMS 1.</summary>
public sealed class AccessSpecs
{
    private static readonly string[] AllCalls =
        ["GetUserInfo", "SetUserInfo", "GetUserConfig", "SetUserConfig", "RemoveUserConfig", "GetUserPermissions"];

    [Fact]
    public async Task On_a_user_without_a_role() => (await TableAsync((_, ada) => ada)).Should().Be("""
                                           GetUserInfo  SetUserInfo  GetUserConfig  SetUserConfig  RemoveUserConfig  GetUserPermissions
        nobody                             sign in      sign in      sign in        sign in        sign in           sign in
        ada herself                        ok           ok           ok             ok             20                ok
        in her account, no permission      20           20           20             20             20                20
        Trading in her account             ok           ok           ok             ok             20                ok
        tRADING in her account             ok           ok           ok             ok             20                ok
        Trading, her account his second    20           20           20             20             20                20
        Trading elsewhere                  20           20           20             20             20                20
        AccountReadOnly in her account     ok           20           20             20             20                ok
        AccountReadOnly elsewhere          20           20           20             20             20                20
        AccountOperator in her account     20           20           20             20             20                20
        UserOperator of her account        20           20           20             20             20                20
        UserOperator and Trading, second   ok           ok           ok             ok             20                ok
        UserOperator and Trading elsewhere 20           20           20             20             20                20
        Operator of her OMS                ok           ok           ok             ok             ok                ok
        Operator of another OMS            104          104          104            104            104               104
        Operator of another, in account    104          104          104            104            104               104
        the same with Trading              104          104          104            104            104               104
        AdminUI of her OMS                 20           20           20             20             20                20
        AdminUI and Trading of her OMS     ok           ok           ok             ok             20                ok
        SUPERUSER of another OMS           ok           ok           ok             ok             ok                ok
        named as a call, AccountOperator   20           20           20             ok             20                20
        named as a call, AccountReadOnly   ok           20           ok             20             20                ok
        named as a command, read-only      ok           20           20             20             20                ok
        named RemoveUserConfig, Trading    ok           ok           ok             ok             20                ok
        named RemoveUserConfig, AdminUI    20           20           20             20             ok                20
        the server                         ok           ok           ok             ok             ok                ok
        """);

    /// <summary>Only who reaches any user learns that somebody does not exist; to others he is one like any out of reach.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_user_who_does_not_exist(bool byName) => (await TableAsync((_, _) => byName ? null : new UserId(404))).Should().Be("""
                                           GetUserInfo  SetUserInfo  GetUserConfig  SetUserConfig  RemoveUserConfig  GetUserPermissions
        nobody                             sign in      sign in      sign in        sign in        sign in           sign in
        ada herself                        20           20           20             20             20                20
        in her account, no permission      20           20           20             20             20                20
        Trading in her account             20           20           20             20             20                20
        tRADING in her account             20           20           20             20             20                20
        Trading, her account his second    20           20           20             20             20                20
        Trading elsewhere                  20           20           20             20             20                20
        AccountReadOnly in her account     20           20           20             20             20                20
        AccountReadOnly elsewhere          20           20           20             20             20                20
        AccountOperator in her account     20           20           20             20             20                20
        UserOperator of her account        20           20           20             20             20                20
        UserOperator and Trading, second   20           20           20             20             20                20
        UserOperator and Trading elsewhere 20           20           20             20             20                20
        Operator of her OMS                104          104          104            104            104               104
        Operator of another OMS            104          104          104            104            104               104
        Operator of another, in account    104          104          104            104            104               104
        the same with Trading              104          104          104            104            104               104
        AdminUI of her OMS                 20           20           20             20             20                20
        AdminUI and Trading of her OMS     104          104          104            104            20                104
        SUPERUSER of another OMS           104          104          104            104            104               104
        named as a call, AccountOperator   20           20           20             20             20                20
        named as a call, AccountReadOnly   20           20           20             20             20                20
        named as a command, read-only      20           20           20             20             20                20
        named RemoveUserConfig, Trading    20           20           20             20             20                20
        named RemoveUserConfig, AdminUI    20           20           20             20             104               20
        the server                         104          104          104            104            104               104
        """);

    /// <summary>Nobody below a superuser changes one who holds a role that he lacks; reading is not changing.</summary>
    [Theory]
    [InlineData(Permission.Superuser)]
    [InlineData(Permission.Operator)]
    [InlineData(Permission.AdminUI)]
    [InlineData(Permission.UserOperator)]
    [InlineData(Permission.AccountOperator)]
    public async Task Who_holds_a_role_is_changed_only_by_those_who_hold_it_and_by_superusers(string role)
    {
        using var calls = new CallSpec();
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted(role));
        var colleague = await calls.GivenAsync("bob", new UserPermissionGranted("Trading"));
        var admin = await calls.GivenAsync("carl", new UserPermissionGranted("Operator"));
        var peer = await calls.GivenAsync("dora", new UserPermissionGranted("Operator"), new UserPermissionGranted(role));
        var superuser = await calls.GivenAsync("eve", new UserPermissionGranted("SUPERUSER"));

        (await OutcomeAsync(calls, await calls.CallerAsync(colleague), "SetUserConfig", ada)).Should().Be("20");
        (await OutcomeAsync(calls, await calls.CallerAsync(admin), "SetUserConfig", ada)).Should().Be(role == "Operator" ? "ok" : "20");
        (await OutcomeAsync(calls, await calls.CallerAsync(admin), "RemoveUserConfig", ada)).Should().Be(role == "Operator" ? "ok" : "20");
        (await OutcomeAsync(calls, await calls.CallerAsync(peer), "SetUserInfo", ada)).Should().Be("ok");
        (await OutcomeAsync(calls, await calls.CallerAsync(superuser), "SetUserConfig", ada)).Should().Be("ok");
        (await OutcomeAsync(calls, await calls.CallerAsync(ada), "SetUserConfig", ada)).Should().Be("ok");
        (await OutcomeAsync(calls, await calls.CallerAsync(colleague), "GetUserInfo", ada)).Should().Be("ok");
        (await OutcomeAsync(calls, CallSpec.TheServer, "SetUserConfig", ada)).Should().Be("ok");
    }

    [Theory]
    [InlineData("SetPassword")]
    [InlineData("Unlock")]
    [InlineData("CreateFirstOperator")]
    public async Task What_is_for_the_server_is_open_to_nobody_else(string call)
    {
        using var calls = new CallSpec();
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Trading"), new UserPermissionGranted(call));
        var superuser = await calls.GivenAsync("eve", new UserPermissionGranted("SUPERUSER"), new UserPermissionGranted(call));

        (await OutcomeAsync(calls, Caller.Nobody, call, ada)).Should().Be("sign in");
        (await OutcomeAsync(calls, await calls.CallerAsync(ada), call, ada)).Should().Be("20");
        (await OutcomeAsync(calls, await calls.CallerAsync(superuser), call, ada)).Should().Be("20");
        (await OutcomeAsync(calls, CallSpec.TheServer, call, ada)).Should().Be("ok");
    }

    [Theory]
    [InlineData("LogOut", "ok")]
    [InlineData("AuthenticateUser", "ok")]
    [InlineData("CreateUser", "sign in")]
    public async Task What_is_public_is_open_to_nobody_in_particular(string call, string outcome)
    {
        using var calls = new CallSpec();
        (await OutcomeAsync(calls, Caller.Nobody, call, null)).Should().Be(outcome);
    }

    /// <summary>What is wrong with a call is told only to those who may make it.</summary>
    [Fact]
    public async Task A_stranger_learns_nothing_from_what_is_wrong_with_his_call()
    {
        using var calls = new CallSpec();
        var ada = await calls.GivenAsync("ada");
        var stranger = await calls.GivenAsync("stranger");

        await calls.When(stranger, new SetUserConfig(ada.Value, null, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(stranger, new SetUserConfig(ada.Value, "not ada", null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(Caller.Nobody, new RemoveUserConfig(ada.Value, null, null)).ThenRefused(Refusals.NotSignedIn);
        await calls.When(stranger, new RemoveUserConfig(ada.Value, null, null)).ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public async Task A_request_that_is_no_call_is_made_by_nobody()
    {
        using var calls = new CallSpec();
        await FluentActions.Awaiting(() => calls.When(CallSpec.TheServer, new NoCall()).AnswerAsync())
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*no call*");
    }

    private sealed record NoCall : IRequest<Done>;

    private static async Task<string> TableAsync(Func<CallSpec, UserId, UserId?> target)
    {
        var rows = new List<string> { new string(' ', 35) + string.Join("  ", AllCalls) };
        foreach (var (name, caller) in Callers)
        {
            var row = $"{name,-35}";
            foreach (var call in AllCalls)
            {
                using var calls = new CallSpec();
                var ada = await calls.GivenAsync("ada", new UserConfigSet("theme", "dark"));
                var outcome = await OutcomeAsync(calls, await caller(calls, ada), call, target(calls, ada));
                row += outcome.PadRight(call.Length + 2);
            }

            rows.Add(row.TrimEnd());
        }

        return string.Join('\n', rows);
    }

    private static IEnumerable<(string Name, Func<CallSpec, UserId, Task<Caller>> Caller)> Callers =>
    [
        ("nobody", (_, _) => Task.FromResult(Caller.Nobody)),
        ("ada herself", (calls, ada) => calls.CallerAsync(ada)),
        ("in her account, no permission", Somebody(account: 10)),
        ("Trading in her account", Somebody(account: 10, "Trading")),
        ("tRADING in her account", Somebody(account: 10, "tRADING")),
        ("Trading, her account his second", Somebody(account: 11, second: 10, "Trading")),
        ("Trading elsewhere", Somebody(account: 11, "Trading")),
        ("AccountReadOnly in her account", Somebody(account: 10, "AccountReadOnly")),
        ("AccountReadOnly elsewhere", Somebody(account: 11, "AccountReadOnly")),
        ("AccountOperator in her account", Somebody(account: 10, "AccountOperator")),
        ("UserOperator of her account", Somebody(account: 11, second: 10, "UserOperator")),
        ("UserOperator and Trading, second", Somebody(account: 11, second: 10, "UserOperator", "Trading")),
        ("UserOperator and Trading elsewhere", Somebody(account: 11, second: 12, "UserOperator", "Trading")),
        ("Operator of her OMS", Somebody(account: 11, "Operator")),
        ("Operator of another OMS", Somebody(account: 11, second: 11, oms: 2, "Operator")),
        ("Operator of another, in account", Somebody(account: 10, second: 10, oms: 2, "Operator")),
        ("the same with Trading", Somebody(account: 10, second: 10, oms: 2, "Operator", "Trading")),
        ("AdminUI of her OMS", Somebody(account: 11, "AdminUI")),
        ("AdminUI and Trading of her OMS", Somebody(account: 11, "AdminUI", "Trading")),
        ("SUPERUSER of another OMS", Somebody(account: 11, second: 11, oms: 2, "SUPERUSER")),
        ("named as a call, AccountOperator", Somebody(account: 10, "SetUserConfig", "AccountOperator")),
        ("named as a call, AccountReadOnly", Somebody(account: 10, "GetUserConfig", "AccountReadOnly")),
        ("named as a command, read-only", Somebody(account: 10, "SetUserConfig", "AccountReadOnly")),
        ("named RemoveUserConfig, Trading", Somebody(account: 10, "RemoveUserConfig", "Trading")),
        ("named RemoveUserConfig, AdminUI", Somebody(account: 11, "RemoveUserConfig", "AdminUI")),
        ("the server", (_, _) => Task.FromResult(CallSpec.TheServer)),
    ];

    private static Func<CallSpec, UserId, Task<Caller>> Somebody(long account, params string[] permissions) =>
        Somebody(account, account, permissions);

    private static Func<CallSpec, UserId, Task<Caller>> Somebody(long account, long second, params string[] permissions) =>
        Somebody(account, second, oms: 1, permissions);

    private static Func<CallSpec, UserId, Task<Caller>> Somebody(long account, long second, long oms, params string[] permissions) =>
        async (calls, _) => await calls.CallerAsync(await calls.GivenAsync(
            Examples.CreatedAs("somebody", "somebody@example.org", account, oms),
            [new UserAccountAdded(second), .. permissions.Select(permission => new UserPermissionGranted(permission))]));

    private static async Task<string> OutcomeAsync(CallSpec calls, Caller caller, string call, UserId? target)
    {
        var (id, name) = (target?.Value, target is null ? "no such user" : null);
        try
        {
            await (call switch
            {
                "GetUserInfo" => (Task)calls.When(caller, new GetUserInfo(null, id, name)).AnswerAsync(),
                "SetUserInfo" => calls.When(caller, new SetUserInfo(id, name, null, null, null, null, true)).AnswerAsync(),
                "GetUserConfig" => calls.When(caller, new GetUserConfig(id, name)).AnswerAsync(),
                "SetUserConfig" => calls.When(caller, new SetUserConfig(id, name, new([new("theme", "light")]))).AnswerAsync(),
                "RemoveUserConfig" => calls.When(caller, new RemoveUserConfig(id, name, "theme")).AnswerAsync(),
                "GetUserPermissions" => calls.When(caller, new GetUserPermissions(id, name)).AnswerAsync(),
                "SetPassword" => calls.When(caller, new SetPassword(id, name, new("Password-1"))).AnswerAsync(),
                "Unlock" => calls.When(caller, new Unlock(id, name)).AnswerAsync(),
                "CreateFirstOperator" => calls.When(caller, new CreateFirstOperator(new("Password-1"))).AnswerAsync(),
                "LogOut" => calls.When(caller, new LogOut()).AnswerAsync(),
                "AuthenticateUser" => calls.When(caller, new AuthenticateUser("ada", new("wrong"))).AnswerAsync(),
                "CreateUser" => calls.When(caller, new CreateUser(null, null, null, null)).AnswerAsync(),
                _ => throw new ArgumentOutOfRangeException(nameof(call), call, "No such call here."),
            });
            return "ok";
        }
        catch (RefusedException no)
        {
            return no.Refusal.Kind switch
            {
                RefusalKind.NotSignedIn => "sign in",
                RefusalKind.NotAuthorized => "20",
                RefusalKind.NotFound => "104",
                RefusalKind.InvalidRequest => "100",
                RefusalKind.OperationFailed or RefusalKind.VersionMismatch => "101",
                RefusalKind.NotSupported => "106",
            };
        }
    }
}
