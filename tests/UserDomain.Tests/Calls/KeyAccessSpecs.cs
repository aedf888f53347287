using System.Reflection;
using System.Runtime.CompilerServices;
using MediatR;
using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Permissions;
using UserDomain.Profile;
using UserDomain.Registration;
using UserDomain.SignIn;
using UserDomain.Specs;
using UserDomain.Tests.Architecture;

namespace UserDomain.Tests.Calls;

/// <summary>What a program may do with a key: what the key and its user hold, never by being the user alone, and nothing to credentials.</summary>
public sealed class KeyAccessSpecs
{
    private static readonly MethodInfo Send = typeof(KeyAccessSpecs).GetMethod(nameof(SendAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static TheoryData<Type> Commands => [.. Code.Calls.Where(call => call.IsAssignableTo(typeof(ICommand)))];

    public static TheoryData<Type> OwnQueries => [.. Code.Calls.Where(call => !call.IsAssignableTo(typeof(ICommand)) && AccessOf(call).IsOpenToSelf)];

    /// <summary>Ada holds Trading, Withdraw and SetUserConfig, in account 10; bob is of her account. The operator and the superuser hold Trading too.</summary>
    [Fact]
    public async Task A_key_with_fewer_permissions_than_its_user() => (await TableAsync()).Should().Be("""
                                          on itself                          on bob
                                          ask  keys config account password  ask  keys config remove account  create add remove log out
        ada                               ok   ok   ok     20      ok        ok   20   ok     20     20       20     ok  ok     ok
        ada's, Withdraw                   ok   ok   20     20      20        20   20   20     20     20       20     20  20     ok
        ada's, nothing that she holds     ok   ok   20     20      20        20   20   20     20     20       20     20  20     ok
        ada's, SetUserConfig              ok   ok   ok     20      20        20   20   20     20     20       20     20  20     ok
        ada's, Trading                    ok   ok   ok     20      20        ok   20   ok     20     20       20     20  20     ok
        ada's, all that she holds         ok   ok   ok     20      20        ok   20   ok     20     20       20     20  20     ok
        the operator                      ok   ok   ok     ok      ok        ok   ok   ok     ok     ok       ok     ok  ok     ok
        the operator's, Withdraw          ok   ok   20     20      20        20   20   20     20     20       20     20  20     ok
        the operator's, Trading           ok   ok   ok     20      20        ok   20   ok     20     20       20     20  20     ok
        the operator's, Operator          ok   ok   ok     20      20        ok   ok   ok     ok     20       ok     20  20     ok
        the superuser's, Withdraw         ok   ok   20     20      20        20   20   20     20     20       20     20  20     ok
        the superuser's, Operator         ok   ok   ok     20      20        ok   ok   ok     ok     20       ok     20  20     ok
        the superuser's, SUPERUSER        ok   ok   ok     20      20        ok   ok   ok     ok     20       ok     20  20     ok
        """);

    /// <summary>Also one that is added tomorrow: who makes it says so, or it is closed to programs.</summary>
    [Theory, MemberData(nameof(Commands))]
    public async Task A_command_that_does_not_say_that_it_is_open_to_keys_is_closed_to_all_of_them(Type command)
    {
        using var calls = new CallSpec();
        var root = await calls.GivenAsync("root", new UserPermissionGranted("SUPERUSER"), new UserPermissionGranted(command.Name));
        var program = await calls.ProgramAsync(root, "SUPERUSER", command.Name);

        var isRefused = await IsRefusedAsync(calls, program, command);

        isRefused.Should().Be(!AccessOf(command).IsPublic && (!AccessOf(command).IsOpenToKeys || AccessOf(command).IsForTheServer));
    }

    /// <summary>A key for the REST endpoint passes for its user, and yet opens no command that does not say so.</summary>
    [Theory, MemberData(nameof(Commands))]
    public async Task Nor_does_a_key_for_the_rest_endpoint_open_one(Type command)
    {
        using var calls = new CallSpec();
        var root = await calls.GivenAsync("root", new UserPermissionGranted("SUPERUSER"), new UserPermissionGranted(command.Name));
        var seen = (await calls.Store.FindAsync(root, default))!;
        var access = AccessOf(command);

        var isRefused = await IsRefusedAsync(calls, Caller.ByRestKey(seen.Info, seen.Version, new("key")), command);

        isRefused.Should().Be(!access.IsPublic && ((!access.IsOpenToKeys && !access.IsOpenToRestKeys) || access.IsForTheServer));
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task No_command_that_is_not_for_everybody_is_open_to_a_key_that_holds_nothing_for_it(Type command)
    {
        using var calls = new CallSpec();
        var root = await calls.GivenAsync("root", new UserPermissionGranted("SUPERUSER"), new UserPermissionGranted("Withdraw"));
        var program = await calls.ProgramAsync(root, "Withdraw");

        (await IsRefusedAsync(calls, program, command)).Should().Be(!AccessOf(command).IsPublic);
    }

    /// <summary>Who shares an account reaches its users: by way of one, a key would come by their credentials.</summary>
    [Fact]
    public async Task A_program_makes_users_and_puts_none_into_an_account_that_it_names()
    {
        using var calls = new CallSpec();
        var root = await calls.GivenAsync("root", new UserPermissionGranted("Operator"));
        var program = await calls.ProgramAsync(root, "Operator");
        var call = new CreateUser(new("bob", "bob@example.org", null, true, 10, null, null, null, null), null, null, null);

        await calls.When(program, call).ThenRefused(Refusals.NotAuthorized);
        await calls.When(program, call with { UserInfo = call.UserInfo! with { AccountId = null } }).ThenDone();
    }

    [Theory, MemberData(nameof(OwnQueries))]
    public async Task Every_key_asks_about_its_own_user(Type query)
    {
        using var calls = new CallSpec();
        var ada = await calls.GivenAsync("ada");

        (await IsRefusedAsync(calls, await calls.ProgramAsync(ada, "Withdraw"), query)).Should().BeFalse();
    }

    /// <summary>Guessing would show by another answer, as for everybody who may not set the password.</summary>
    [Theory]
    [InlineData("Password-1")]
    [InlineData("Password-2")]
    public async Task A_program_that_names_a_password_is_refused_before_it_is_looked_at(string password)
    {
        using var calls = new CallSpec();
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Trading"));
        await calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("Password-1"))).ThenDone();

        await calls.When(await calls.ProgramAsync(ada, "Trading"), new SetUserInfo(null, null, new(password), null, null, null, null))
            .ThenRefused(Refusals.NotAuthorized);

        calls.Here.Hasher.Verified.Should().Be(0);
    }

    [Fact]
    public async Task A_program_by_a_key_alone_is_read_anew_where_its_user_changed_and_the_call_rests_on_him()
    {
        using var calls = new CallSpec();
        var (admin, ada) = (await calls.GivenAsync("admin", new UserPermissionGranted("Operator")), await calls.GivenAsync("ada"));
        var program = await calls.ProgramAsync(admin, "Operator");
        calls.Here.Store.BeforeNextAppend(() => throw new EventSourcing.ConcurrentChangeException(EventSourcing.StreamId.OfUser(admin), 1, 2));

        await calls.HappenedAsync(admin, new UserPermissionRevoked("Operator"));

        await calls.When(program, new SetUserConfig(ada.Value, null, new([new("a", "1")]))).ThenRefused(Refusals.NotAuthorized);
    }

    private static async Task<string> TableAsync()
    {
        var rows = new List<string>
        {
            $"{"",-34}{"on itself",-35}on bob",
            $"{"",-34}{string.Join(' ', Columns.Take(5).Select(column => column.Name.PadRight(column.Width)))}  {string.Join(' ', Columns.Skip(5).Take(5).Select(column => column.Name.PadRight(column.Width)))}  {string.Join(' ', Columns.Skip(10).Select(column => column.Name.PadRight(column.Width)))}".TrimEnd(),
        };
        foreach (var (name, caller) in Callers)
        {
            var cells = new List<string>();
            foreach (var (column, width, call) in Columns)
                cells.Add((await OutcomeAsync(caller, call)).PadRight(width));
            rows.Add($"{name,-34}{string.Join(' ', cells.Take(5))}  {string.Join(' ', cells.Skip(5).Take(5))}  {string.Join(' ', cells.Skip(10))}".TrimEnd());
        }

        return string.Join('\n', rows);
    }

    private static IReadOnlyList<(string Name, int Width, Func<CallSpec, Caller, long, long, Task> Call)> Columns { get; } =
    [
        ("ask", 4, async (calls, caller, self, _) =>
        {
            await calls.When(caller, new GetUserInfo(null, self, null)).AnswerAsync();
            await calls.When(caller, new GetUserConfig(self, null)).AnswerAsync();
            await calls.When(caller, new GetUserPermissions(null, null)).AnswerAsync();
        }),
        ("keys", 4, (calls, caller, self, _) => calls.When(caller, new GetUserAPIKeys(self, null)).AnswerAsync()),
        ("config", 6, (calls, caller, self, _) => calls.When(caller, new SetUserConfig(self, null, new([new("a", "2")]))).AnswerAsync()),
        ("account", 7, (calls, caller, self, _) => calls.When(caller, new SetUserInfo(self, null, null, null, null, 77, null)).AnswerAsync()),
        ("password", 8, (calls, caller, self, _) => calls.When(caller, new SetUserInfo(self, null, new("Password-1"), null, null, null, null)).AnswerAsync()),
        ("ask", 4, (calls, caller, _, bob) => calls.When(caller, new GetUserInfo(null, bob, null)).AnswerAsync()),
        ("keys", 4, (calls, caller, _, bob) => calls.When(caller, new GetUserAPIKeys(bob, null)).AnswerAsync()),
        ("config", 6, (calls, caller, _, bob) => calls.When(caller, new SetUserConfig(bob, null, new([new("a", "2")]))).AnswerAsync()),
        ("remove", 6, (calls, caller, _, bob) => calls.When(caller, new RemoveUserConfig(bob, null, "a")).AnswerAsync()),
        ("account", 7, (calls, caller, _, bob) => calls.When(caller, new SetUserInfo(bob, null, null, null, null, 77, null)).AnswerAsync()),
        ("create", 6, (calls, caller, _, _) => calls.When(caller, new CreateUser(new("new", "new@x", null, true, null, null, null, null, null), null, null, null)).AnswerAsync()),
        ("add", 3, (calls, caller, _, _) => calls.When(caller, new AddUserAPIKey(null, null, ["Trading"])).AnswerAsync()),
        ("remove", 6, (calls, caller, _, _) => calls.When(caller, new RemoveUserAPIKey(null, null, "own")).AnswerAsync()),
        ("log out", 7, (calls, caller, _, _) => calls.When(caller, new LogOut()).AnswerAsync()),
    ];

    private static IReadOnlyList<(string Name, Func<CallSpec, Task<Caller>> Caller)> Callers { get; } =
    [
        ("ada", Person("Trading", "Withdraw", "SetUserConfig")),
        ("ada's, Withdraw", Program(["Trading", "Withdraw", "SetUserConfig"], "Withdraw")),
        ("ada's, nothing that she holds", Program(["Trading", "Withdraw", "SetUserConfig"], "Operator", "SUPERUSER")),
        ("ada's, SetUserConfig", Program(["Trading", "Withdraw", "SetUserConfig"], "setUserConfig")),
        ("ada's, Trading", Program(["Trading", "Withdraw", "SetUserConfig"], "Trading")),
        ("ada's, all that she holds", Program(["Trading", "Withdraw", "SetUserConfig"], "Trading", "Withdraw", "SetUserConfig")),
        ("the operator", Person("Operator", "Trading", "Withdraw")),
        ("the operator's, Withdraw", Program(["Operator", "Trading", "Withdraw"], "Withdraw")),
        ("the operator's, Trading", Program(["Operator", "Trading", "Withdraw"], "Trading")),
        ("the operator's, Operator", Program(["Operator", "Trading", "Withdraw"], "Operator")),
        ("the superuser's, Withdraw", Program(["SUPERUSER", "Operator", "Withdraw"], "Withdraw")),
        ("the superuser's, Operator", Program(["SUPERUSER", "Operator", "Withdraw"], "Operator")),
        ("the superuser's, SUPERUSER", Program(["SUPERUSER", "Operator", "Withdraw"], "SUPERUSER")),
    ];

    private static Func<CallSpec, Task<Caller>> Person(params string[] permissions) =>
        async calls => await calls.CallerAsync(await GivenAsync(calls, permissions));

    private static Func<CallSpec, Task<Caller>> Program(string[] permissions, params string[] ofTheKey) =>
        async calls => await calls.ProgramAsync(await GivenAsync(calls, permissions), ofTheKey);

    private static Task<UserId> GivenAsync(CallSpec calls, string[] permissions) => calls.GivenAsync(
        "somebody", [new UserApiKeyAdded("own", "Trading"), .. permissions.Select(permission => new UserPermissionGranted(permission))]);

    private static async Task<string> OutcomeAsync(Func<CallSpec, Task<Caller>> from, Func<CallSpec, Caller, long, long, Task> call)
    {
        using var calls = new CallSpec();
        var bob = await calls.GivenAsync("bob", new UserConfigSet("a", "1"));
        var caller = await from(calls);
        try
        {
            await call(calls, caller, caller.UserId!.Value.Value, bob.Value);
            return "ok";
        }
        catch (RefusedException no) when (no.Refusal == Refusals.NotAuthorized)
        {
            return "20";
        }
    }

    /// <summary>Whether it is refused before anybody looks at what is in it: there is nothing in it.</summary>
    private static async Task<bool> IsRefusedAsync(CallSpec calls, Caller caller, Type call)
    {
        var answer = call.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)).GenericTypeArguments[0];
        try
        {
            await (Task)Send.MakeGenericMethod(answer).Invoke(null, [calls, caller, RuntimeHelpers.GetUninitializedObject(call)])!;
            return false;
        }
        catch (RefusedException no)
        {
            return no.Refusal == Refusals.NotAuthorized;
        }
    }

    private static async Task SendAsync<TAnswer>(CallSpec calls, Caller caller, IRequest<TAnswer> call) => await calls.When(caller, call).AnswerAsync();

    private static Access AccessOf(Type call) => ((ICall)RuntimeHelpers.GetUninitializedObject(call)).Access;
}
