using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.SignIn;

public sealed class WebAuthenticateUserSpecs : IDisposable
{
    private readonly TwoFactorVenue venue = new();

    [Fact]
    public async Task By_name_and_password_it_is_the_same_gate()
    {
        var ada = await venue.GivenAsync();

        (await ByPasswordAsync("Password-1")).Should().BeOfType<SignedInAnswer>().Which.UserId.Should().Be(ada.Value);
        (await ByPasswordAsync("wrong")).Should().Be(new NotAuthenticatedAnswer("Invalid username or password"));
        await venue.Calls.HappenedAsync(ada, new UserLocked(Examples.Noon));
        (await ByPasswordAsync("Password-1")).Should().Be(new NotAuthenticatedAnswer("User is locked"));
    }

    [Fact]
    public async Task By_name_and_password_a_second_factor_is_due_all_the_same()
    {
        var (_, app, _) = await venue.GivenEnrolledAsync();

        var due = (await ByPasswordAsync("Password-1")).Should().BeOfType<SecondFactorDueAnswer>().Subject;

        (await venue.GivePendingAsync(new(due.Shown), app.Code())).Should().BeOfType<SignedInAnswer>();
    }

    [Fact]
    public async Task By_its_token_a_session_goes_on_and_is_no_new_one()
    {
        var ada = await venue.GivenAsync();
        var token = await venue.SignedInAsync();
        var version = await venue.Calls.Store.FindVersionAsync(StreamId.OfSignIns(ada), default);

        var answer = (await ResumeAsync(token)).Should().BeOfType<SignedInAnswer>().Subject;

        answer.Shown.Should().Be(token.Reveal());
        answer.User.Should().Be(new SignedInUser(ada.Value, "ada", "ada@example.org", true, 10, 1, false));
        (await venue.Calls.Store.FindVersionAsync(StreamId.OfSignIns(ada), default)).Should().Be(version);
    }

    [Fact]
    public async Task A_session_that_ended_or_never_was_does_not_go_on()
    {
        await venue.GivenAsync();
        var token = await venue.SignedInAsync();
        await venue.SendAsync(token, new LogOut());

        (await ResumeAsync(token)).Should().Be(NotAuthenticatedAnswer.NobodySignsIn);
        (await ResumeAsync(new("no token"))).Should().Be(NotAuthenticatedAnswer.NobodySignsIn);
    }

    [Fact]
    public async Task What_is_pending_or_only_for_setting_up_a_second_factor_does_not_go_on()
    {
        await venue.GivenEnrolledAsync();
        await venue.GivenAsync("bob", new UserTwoFactorEnabled());

        (await ResumeAsync(await venue.PendingAsync())).Should().Be(NotAuthenticatedAnswer.NobodySignsIn);
        (await ResumeAsync(await venue.SignedInAsync("bob"))).Should().Be(NotAuthenticatedAnswer.MustEnrol);
    }

    [Theory]
    [InlineData(null, "x", "UserName is Required")]
    [InlineData("ada", null, "Password is Required")]
    [InlineData(null, null, "UserName is Required")]
    public async Task Name_and_password_or_a_token_are_required(string? name, string? password, string detail) =>
        await venue.Calls.When(Caller.Nobody, new WebAuthenticateUser(name, password is null ? null : new(password), null)).ThenInvalid(detail);

    public void Dispose() => venue.Dispose();

    private Task<SignInAnswer> ByPasswordAsync(string password) =>
        venue.Calls.When(Caller.Nobody, new WebAuthenticateUser("ada", new(password), null)).AnswerAsync();

    private Task<SignInAnswer> ResumeAsync(Secret token) => venue.Calls.When(Caller.Nobody, new WebAuthenticateUser(null, null, token)).AnswerAsync();
}
