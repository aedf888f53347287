using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.Registration;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Registration;

public sealed class CreateFirstOperatorSpecs : IDisposable
{
    private readonly CallSpec calls = new();

    [Fact]
    public async Task User_1_is_a_superuser_who_can_sign_in()
    {
        await calls.When(CallSpec.TheServer, new CreateFirstOperator(new("Password-1"))).ThenDone();

        (await calls.HistoryAsync(UserId.FirstOperator)).Should().Equal(
            new UserCreated("operator", "OPERATOR", "operator@userdomain.invalid", "OPERATOR@USERDOMAIN.INVALID", 1, 1, 1, 0, 0, false, true, false),
            new UserPasswordChanged(), new UserPermissionGranted("SUPERUSER"));
        (await SignInAsync("Password-1")).Should().BeOfType<SignedInAnswer>().Which.UserId.Should().Be(1);
    }

    [Fact]
    public async Task A_first_start_can_be_repeated_and_gives_him_its_password()
    {
        await calls.When(CallSpec.TheServer, new CreateFirstOperator(new("Password-1"))).ThenDone();
        await calls.When(CallSpec.TheServer, new CreateFirstOperator(new("Password-2"))).On(calls.There).ThenDone();

        (await calls.HistoryAsync(UserId.FirstOperator, after: 3)).Should().Equal(new UserPasswordChanged());
        (await SignInAsync("Password-1")).Should().BeOfType<NotSignedInAnswer>();
        (await SignInAsync("Password-2")).Should().BeOfType<SignedInAnswer>();
    }

    [Fact]
    public async Task Of_two_first_starts_at_once_both_go_through_and_there_is_one_operator()
    {
        calls.Here.Store.BeforeNextAppend(() =>
            calls.When(CallSpec.TheServer, new CreateFirstOperator(new("Password-1"))).On(calls.There).AnswerAsync());

        await calls.When(CallSpec.TheServer, new CreateFirstOperator(new("Password-2"))).ThenDone();

        (await calls.HistoryAsync(UserId.FirstOperator)).OfType<UserCreated>().Should().ContainSingle();
        calls.Here.Hasher.Hashed.Should().Be(1);
        (await SignInAsync("Password-2")).Should().BeOfType<SignedInAnswer>();
    }

    [Fact]
    public async Task A_weak_password_is_refused()
    {
        (await FluentActions.Awaiting(() => calls.When(CallSpec.TheServer, new CreateFirstOperator(new("operator"))).AnswerAsync())
            .Should().ThrowAsync<RefusedException>()).Which.Refusal.Kind.Should().Be(RefusalKind.InvalidRequest);
        (await calls.VersionAsync(UserId.FirstOperator)).Should().Be(0);
    }

    public void Dispose() => calls.Dispose();

    private Task<SignInAnswer> SignInAsync(string password) =>
        calls.When(Caller.Nobody, new AuthenticateUser("Operator", new(password))).AnswerAsync();
}
