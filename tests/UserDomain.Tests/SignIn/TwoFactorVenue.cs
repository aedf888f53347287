using MediatR;
using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.SignIn;

/// <summary>A venue whose users sign in with passwords and codes. Each call comes with the session of a token, or with none.</summary>
internal sealed class TwoFactorVenue(VenueSettings? venue = null) : IDisposable
{
    public CallSpec Calls { get; } = new(venue ?? new());

    public FakeClock Clock => Calls.Clock;

    /// <summary>A user with the password that all of them have here.</summary>
    public async Task<UserId> GivenAsync(string name = "ada", params IReadOnlyList<UserEvent> since)
    {
        var user = await Calls.GivenAsync(name, since);
        await Calls.When(CallSpec.TheServer, new SetPassword(user.Value, null, new("Password-1"))).On(Calls.There).ThenDone();
        return user;
    }

    /// <summary>A user with a second factor that he confirmed, and the session that he did it in; the code that he used then has passed.</summary>
    public async Task<(UserId UserId, Authenticator App, Secret Token)> GivenEnrolledAsync(string name = "ada", params IReadOnlyList<UserEvent> since)
    {
        var user = await GivenAsync(name, since);
        var token = await SignedInAsync(name);
        var app = await EnableAsync(token);
        (await GiveAsync(token, app.Code())).Should().BeOfType<SignedInAnswer>();
        PassAStep();
        return (user, app, token);
    }

    public void PassAStep(int steps = 1) => Clock.Advance(TimeSpan.FromSeconds(steps * Totp.SecondsOfAStep));

    public async Task<TAnswer> SendAsync<TAnswer>(Secret? token, IRequest<TAnswer> call, CallHost? host = null)
    {
        var caller = await CallerAsync(token);
        return await Calls.When(caller, call).On(host ?? Calls.Here).With(context => context.Token = token).AnswerAsync();
    }

    public async Task<Caller> CallerAsync(Secret? token) => token is null ? Caller.Nobody : await Calls.Store.FindAsync(token, null, default) ?? Caller.Nobody;

    public async Task<Authenticator> EnableAsync(Secret token) => new((await SendAsync(token, new EnableGoogle2FA())).ManualCode, Clock);

    public Task<SignInAnswer> GiveAsync(Secret? token, string code, CallHost? host = null) => SendAsync(token, new Authenticate2FA(new(code)), host);

    /// <summary>Gives the code that a sign-in waits for.</summary>
    public Task<SignInAnswer> GivePendingAsync(Secret pending, string code, CallHost? host = null) =>
        Calls.When(Caller.Nobody, new Authenticate2FA(new(code))).On(host ?? Calls.Here).With(context => context.PendingToken = pending).AnswerAsync();

    public Task<SignInAnswer> SignInAsync(string name = "ada") => Calls.When(Caller.Nobody, new AuthenticateUser(name, new("Password-1"))).AnswerAsync();

    public async Task<Secret> SignedInAsync(string name = "ada") => TokenIn(await SignInAsync(name));

    public async Task<Secret> PendingAsync(string name = "ada") => new((await SignInAsync(name)).Should().BeOfType<SecondFactorDueAnswer>().Subject.Shown);

    public static Secret TokenIn(SignInAnswer answer) => new(answer.Should().BeOfType<SignedInAnswer>().Subject.Shown);

    public void Dispose() => Calls.Dispose();
}
