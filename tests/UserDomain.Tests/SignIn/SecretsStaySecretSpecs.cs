using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.Registration;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.SignIn;

/// <summary>Passwords, verifiers, codes and tokens go through every call that takes or makes one, and must turn up nowhere.</summary>
public sealed class SecretsStaySecretSpecs : IDisposable
{
    private readonly CallSpec calls = new();

    [Fact]
    public async Task No_secret_stands_in_an_event_a_view_a_log_line_or_a_refusal()
    {
        string[] passwords = ["Canary-created-1", "Canary-changed-2", "Canary-server-3", "Canary-wrong-4", "Canary-first-5", "canary-weak"];
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        await calls.When(admin, new CreateUser(new("ada", "ada@example.org", new(passwords[0]), false, null, null, null, null, null), null, null, null)).ThenDone();
        var ada = await calls.IdOfAsync("ada");
        var secrets = new List<string>(passwords) { await CodeAsync(ada), await VerifierAsync(ada) };

        await calls.When(ada, new SetUserInfo(null, null, new(passwords[1]), "new@example.org", null, null, null));
        secrets.AddRange([await CodeAsync(ada), await VerifierAsync(ada)]);
        await calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new(passwords[2]))).ThenDone();
        await calls.When(admin, new SetUserInfo(ada.Value, null, null, null, true, null, null));
        var token = ((SignedInAnswer)await calls.When(Caller.Nobody, new AuthenticateUser("ada", new(passwords[2])))).Shown;
        secrets.AddRange([token, Tokens.KeyOf(new(token)).Hash, await VerifierAsync(ada)]);
        await calls.When(Caller.Nobody, new AuthenticateUser("ada", new(passwords[3])));
        await calls.When(CallSpec.TheServer, new CreateFirstOperator(new(passwords[4]))).ThenDone();
        var refused = await FluentActions.Awaiting(() => calls.When(ada, new SetUserInfo(null, null, new(passwords[5]), null, null, null, null)).AnswerAsync())
            .Should().ThrowAsync<RefusedException>();

        secrets.Should().HaveCount(13).And.NotContain("");
        string[] seen = [.. calls.Store.Everything, .. calls.Here.Log.Lines, refused.Which.ToString()];
        seen.Should().HaveCountGreaterThan(25);
        foreach (var secret in secrets)
            seen.Should().NotContain(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_call_that_holds_a_secret_does_not_print_it()
    {
        var secret = new Secret("Canary-1");
        object[] printing =
        [
            new AuthenticateUser("ada", secret), new SetPassword(1, null, secret), new CreateFirstOperator(secret), new SetUserInfo(1, null, secret, null, null, null, null),
            new CreateUser(new("ada", null, secret, null, null, null, null, null, null), null, null, null), new SignedInAnswer("Canary-2", null!),
            new VerifierSet(new(1), secret), new EmailCodeSet(new(1), secret, default), new SignInResult(SignInOutcome.SignedIn, null, secret),
        ];

        printing.Select(one => one.ToString()).Should().NotContain(text => text!.Contains("Canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_line_says_which_call_by_whom_and_how_it_ended()
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, new RemoveUserConfig(null, null, "secret key")).ThenRefused(Refusals.NotAuthorized);

        calls.Here.Log.Lines.Should().ContainSingle().Which.Should().StartWith($"RemoveUserConfig by {ada}: NotAuthorized in ").And.Contain("correlation")
            .And.NotContain("secret key");
    }

    public void Dispose() => calls.Dispose();

    private async Task<string> CodeAsync(UserId userId) => (await ((IEmailCodes)calls.Store).FindAsync(userId, default))!.Reveal();

    private async Task<string> VerifierAsync(UserId userId) => (await ((IVerifiers)calls.Store).FindAsync(userId, default))!.Reveal();
}
