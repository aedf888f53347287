using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Calls;

/// <summary>Who changes another's credentials must be who he was, still, when they change (wire contract, section 6).</summary>
public sealed class CallerFactsSpecs : IDisposable
{
    private readonly CallSpec calls = new();

    public static TheoryData<SetUserInfo> Credentials =>
    [
        new SetUserInfo(null, null, new("Password-2"), null, null, null, null),
        new SetUserInfo(null, null, null, "new@example.org", null, null, null),
        new SetUserInfo(null, null, null, null, null, null, true),
    ];

    [Theory, MemberData(nameof(Credentials))]
    public async Task An_operator_whose_sessions_end_meanwhile_changes_nobodys_credentials(SetUserInfo change)
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada"));
        calls.Here.Store.BeforeNextAppend(() => EndSessionsAsync(admin));

        await calls.When(await SignedInAsync(admin), change with { UserId = ada.Value }).ThenRefused(Refusals.NotSignedIn);

        (await calls.HistoryAsync(ada, after: 1)).Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Credentials))]
    public async Task Whose_own_sessions_have_ended_since_he_was_found_changes_none_of_his_credentials(SetUserInfo change)
    {
        var ada = await calls.GivenAsync("ada");
        var caller = await SignedInAsync(ada);
        await EndSessionsAsync(ada);

        await calls.When(caller, change).ThenRefused(Refusals.NotSignedIn);

        (await calls.HistoryAsync(ada, after: 1)).Should().Equal(new UserEmailUnverified());
    }

    [Theory, MemberData(nameof(Credentials))]
    public async Task To_whom_something_else_has_happened_since_he_was_found_changes_his_own(SetUserInfo change)
    {
        var ada = await calls.GivenAsync("ada");
        var caller = await SignedInAsync(ada);
        await calls.HappenedAsync(ada, new UserConfigSet("theme", "dark"));

        await calls.When(caller, change).AnswerAsync();

        (await calls.HistoryAsync(ada, after: 2)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task An_operator_to_whom_something_else_happens_meanwhile_goes_on_as_he_is_now()
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada"));
        calls.Here.Store.BeforeNextAppend(() => calls.HappenedAsync(admin, new UserConfigSet("theme", "dark")));

        await calls.When(await SignedInAsync(admin), new SetUserInfo(ada.Value, null, null, "new@example.org", null, null, null)).AnswerAsync();

        (await calls.InfoAsync(ada)).Email.Should().Be("new@example.org");
        calls.Here.Store.Appends.Should().Be(2);
    }

    [Fact]
    public async Task What_is_no_credential_rests_on_the_callers_facts_at_the_calls_start()
    {
        var (admin, ada) = (await OperatorAsync(), await calls.GivenAsync("ada"));
        calls.Here.Store.BeforeNextAppend(() => EndSessionsAsync(admin));

        await calls.When(await SignedInAsync(admin), new SetUserInfo(ada.Value, null, null, null, null, 77, null)).AnswerAsync();

        (await calls.InfoAsync(ada)).AccountId.Should().Be(77);
    }

    public void Dispose() => calls.Dispose();

    private Task<UserId> OperatorAsync() => calls.GivenAsync("admin", new UserPermissionGranted("Operator"));

    private async Task<Caller> SignedInAsync(UserId userId) => (await calls.Store.FindAsync(await calls.SignInAsync(userId), null, default))!;

    private async Task EndSessionsAsync(UserId userId) =>
        await calls.Store.AppendAsync((await calls.StateAsync(userId)).With(new UserEmailUnverified()) with { Companions = [new SessionsEnded(userId, null)] }, default);
}
