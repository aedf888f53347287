using System.Runtime.CompilerServices;
using System.Text;
using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.Host.Wire;
using UserDomain.Profile;
using UserDomain.Registration;
using UserDomain.RestKeys;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Retries;

/// <summary>What is kept of an answer is written again as it was, to the byte, in both spellings.</summary>
public sealed class KeptAnswerTests
{
    private static readonly DateTimeOffset At = Examples.Noon.AddTicks(1_234_567);

    /// <summary>One of each type that a command answers with, but for sign-ins.</summary>
    private static readonly object[] Each =
    [
        Done.Instance, true, new Validated2FA(false), new RegisterNewUser.Registered(7),
        new AddedApiKey("key", "secret+/=", 7, ["Deposit", "é"]), new TwoFactorSecretShown("otpauth://totp/a:b?secret=C&issuer=a", "C"), new GeneratedRestKey(7, "key"),
        new UserObject(7, "Zoé \"z\" <z>\u2028😀", "z@é.example", "", "code", true, 3, At, 4, 5, 6, true, "", DateTimeOffset.MinValue, true, At, 2),
    ];

    public static TheoryData<Type> Types =>
    [
        .. typeof(ICall).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(ICommand)) && !type.IsAssignableTo(typeof(ISessionCall)) && !type.IsAbstract)
            .Where(type => !((ICall)RuntimeHelpers.GetUninitializedObject(type)).Access.IsForTheServer) // nobody sends those with a key
            .SelectMany(type => type.GetInterfaces()).Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ICommand<>))
            .Select(type => type.GenericTypeArguments[0]).Where(type => !type.IsGenericParameter).Distinct(),
    ];

    [Theory, MemberData(nameof(Types))]
    public void Every_answer_of_a_command_comes_back_as_it_was(Type type)
    {
        var answer = Each.Single(example => example.GetType() == type);

        var again = typeof(KeptAnswer).GetMethods().Single(method => method is { Name: "Read", IsStatic: false }).MakeGenericMethod(type)
            .Invoke(KeptAnswer.Read(KeptAnswer.Of("hash", answer).Write()), [])!;

        again.Should().BeOfType(type);
        foreach (var casing in Enum.GetValues<KeyCasing>())
            Written(again, casing).Should().Be(Written(answer, casing));
    }

    [Fact]
    public void It_prints_nothing_of_it() => $"{KeptAnswer.Of("hash", new AddedApiKey("k", "secret", 7, []))}".Should().NotContain("secret").And.NotContain("hash");

    private static string Written(object answer, KeyCasing casing) =>
        Encoding.UTF8.GetString(new Answers(new HostSettings { UserKeyCasing = casing }).Write(answer));
}
