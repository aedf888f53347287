using UserDomain.Affiliates;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Registration;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Registration;

public sealed class RegisterNewUserSpecs : IDisposable
{
    private const string Password = "Password-1";
    private readonly CallSpec calls = new();

    [Fact]
    public async Task Who_registers_is_a_user_who_has_yet_to_confirm_his_address()
    {
        var registered = await Register("Bob Brown", "bob@example.org", [new("Street", "Hillside Road")]);

        var bob = await calls.IdOfAsync("bob brown");
        registered.UserId.Should().Be(bob.Value);
        (await calls.HistoryAsync(bob)).Select(happened => happened.GetType().Name).Should().Equal(
            "UserCreated", "UserPasswordChanged", "UserEmailCodeIssued", "UserPermissionGranted", "UserPermissionGranted", "UserPermissionGranted", "UserConfigSet");
        (await calls.HistoryAsync(bob)).First().Should().BeEquivalentTo(new { UserName = "Bob Brown", SelfRegistered = true, EmailVerified = false, OmsId = 1L, OperatorId = 1L });
        (await SignInAsync("Bob Brown")).Should().Be("Email is not verified");
    }

    [Fact]
    public async Task By_the_code_that_was_mailed_he_confirms_his_address_once()
    {
        var bob = (await Register("bob", "bob@example.org")).UserId;
        var letter = calls.Store.Letters.Should().ContainSingle().Subject;
        letter.To.Should().Be("bob@example.org");

        await Confirm(bob, $" {letter.CodeIn().ToUpperInvariant()} ").ThenDone();

        (await SignInAsync("bob")).Should().Be("");
        (await calls.HistoryAsync(new(bob))).Last(happened => happened is not UserFailuresCleared).Should().Be(new UserEmailVerified());
        (await calls.InfoAsync(new(bob))).RecoveryEmail.Should().Be("bob@example.org");
        await Confirm(bob, letter.CodeIn()).ThenRefused(Refusals.CodeWrong);
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("x")]
    [InlineData(" ")]
    public async Task Another_code_confirms_nothing(string code)
    {
        var bob = (await Register("bob", "bob@example.org")).UserId;

        await Confirm(bob, code).ThenRefused(Refusals.CodeWrong);
        await Confirm(bob + 1, calls.Store.Letters[0].CodeIn()).ThenRefused(Refusals.CodeWrong);

        (await calls.InfoAsync(new(bob))).EmailVerified.Should().BeFalse();
    }

    [Fact]
    public async Task A_code_is_good_for_a_day()
    {
        var bob = (await Register("bob", "bob@example.org")).UserId;
        var code = calls.Store.Letters[0].CodeIn();

        calls.Clock.Advance(TimeSpan.FromHours(24));
        await Confirm(bob, code).ThenRefused(Refusals.CodeWrong);
        calls.Clock.Advance(-TimeSpan.FromSeconds(1));
        await Confirm(bob, code).ThenDone();
    }

    [Fact]
    public async Task A_code_for_an_address_that_was_changed_meanwhile_confirms_nothing()
    {
        var bob = new UserId((await Register("bob", "bob@example.org")).UserId);
        var code = calls.Store.Letters[0].CodeIn();
        var superuser = await calls.GivenAsync("root", new UserPermissionGranted(Permission.Superuser));
        await calls.When(superuser, new UserDomain.Profile.SetUserInfo(bob.Value, null, null, "bob@new.example", null, null, null)).AnswerAsync();

        await Confirm(bob.Value, code).ThenRefused(Refusals.CodeWrong);
        await Confirm(bob.Value, calls.Store.Letters[^1].CodeIn()).ThenDone();
    }

    [Fact]
    public async Task A_new_code_is_mailed_on_demand_once_a_minute_and_voids_the_one_before()
    {
        var bob = (await Register("bob", "bob@example.org")).UserId;
        await Resend("bob@example.org").ThenDone();
        calls.Store.Letters.Should().ContainSingle();
        calls.Clock.Advance(TimeSpan.FromMinutes(1));

        await Resend(" BOB@example.org").ThenDone();

        calls.Store.Letters.Should().HaveCount(2);
        await Confirm(bob, calls.Store.Letters[0].CodeIn()).ThenRefused(Refusals.CodeWrong);
        await Confirm(bob, calls.Store.Letters[1].CodeIn()).ThenDone();
    }

    [Fact]
    public async Task To_a_verified_address_and_to_nobody_no_code_is_mailed_and_the_answer_is_the_same()
    {
        await calls.GivenAsync("ada");

        await Resend("ada@example.org").ThenDone();
        await Resend("nobody@example.org").ThenDone();

        calls.Store.Letters.Should().BeEmpty();
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused()
    {
        await Register("bob", "bob@example.org");
        await Registering(" BOB", "other@example.org").ThenRefused(Refusals.UserNameTaken);
    }

    [Fact]
    public async Task An_address_that_is_taken_does_not_show_in_anything_that_who_registers_can_try()
    {
        await calls.GivenAsync("ada");

        var taken = await TryEverything("bob", "ADA@example.org");
        var free = await TryEverything("carl", "carl@example.org");

        taken.Should().Equal(free);
        (await calls.Store.FindUserIdAsync(TextKey.Of("bob"), default)).Should().BeNull();
        calls.Store.Strangers.Letters.Should().ContainSingle().Which.To.Should().Be("ada@example.org");
    }

    [Fact]
    public async Task Nor_does_it_show_by_a_lock_of_the_name_from_before()
    {
        await calls.GivenAsync("ada");
        for (var i = 0; i < 6; i++)
        {
            await SignInAsync("bob", "Wrong-Password-1");
            await SignInAsync("carl", "Wrong-Password-1");
        }

        await Register("bob", "ada@example.org");
        await Register("carl", "carl@example.org");

        (await SignInAsync("bob")).Should().Be("Email is not verified");
        (await SignInAsync("carl")).Should().Be("Email is not verified");
    }

    [Fact]
    public async Task Nor_by_the_count_of_whose_tag_it_was_made_with()
    {
        await calls.GivenAsync("ada");
        var eve = await calls.GivenAsync("eve", new UserAffiliateTagSet("Eve", "EVE"));

        await calls.When(Caller.Nobody, Call("bob", "ada@example.org") with { AffiliateTag = "Eve" }).AnswerAsync();
        await calls.When(eve, new GetUserAffiliateCount(null, null, null)).ThenAnswers(new(0));
        var carl = (await calls.When(Caller.Nobody, Call("carl", "carl@example.org") with { AffiliateTag = "Eve" }).AnswerAsync()).UserId;
        await calls.When(eve, new GetUserAffiliateCount(null, null, null)).ThenAnswers(new(0));

        await Confirm(carl, calls.Store.Letters[^1].CodeIn()).ThenDone();
        await calls.When(eve, new GetUserAffiliateCount(null, null, null)).ThenAnswers(new(1));
    }

    [Fact]
    public async Task Whose_address_it_is_is_told_once_a_minute_whatever_names_are_tried()
    {
        await calls.GivenAsync("ada");
        await calls.GivenAsync("eve");

        for (var i = 0; i < 5; i++)
            await Register($"bob {i}", i % 2 == 0 ? "ada@example.org" : "ADA@example.org");
        calls.Store.Strangers.Letters.Should().ContainSingle();
        await Register("carl", "eve@example.org");
        calls.Store.Strangers.Letters.Should().HaveCount(2);

        calls.Clock.Advance(TimeSpan.FromMinutes(1));
        await Register("dan", "ada@example.org");
        calls.Store.Strangers.Letters.Should().HaveCount(3);
    }

    [Fact]
    public async Task The_id_of_a_registration_that_only_seemed_to_be_is_never_used()
    {
        await calls.GivenAsync("ada");
        var seeming = (await Register("bob", "ada@example.org")).UserId;

        (await Register("carl", "carl@example.org")).UserId.Should().BeGreaterThan(seeming);
        (await calls.Store.FindAsync(new UserId(seeming), default)).Should().BeNull();
    }

    [Fact]
    public async Task A_venue_may_want_it_told()
    {
        using var telling = new CallSpec(new VenueSettings { RevealDuplicateEmail = true });
        await telling.GivenAsync("ada");

        await telling.When(Caller.Nobody, Call("bob", "ada@example.org")).ThenRefused(Refusals.EmailTaken);
        telling.Store.Strangers.Letters.Should().BeEmpty();
    }

    [Fact]
    public async Task A_venue_may_switch_registration_off()
    {
        using var closed = new CallSpec(new VenueSettings { RegistrationIsOpen = false });
        await closed.When(Caller.Nobody, Call("bob", "bob@example.org")).ThenRefused(Refusals.SwitchedOff);
    }

    [Theory]
    [InlineData(null, "bob@example.org", Password, "UserName is Required")]
    [InlineData("a:b", "bob@example.org", Password, "UserName is invalid")]
    [InlineData("a\u200Bb", "bob@example.org", Password, "UserName is invalid")]
    [InlineData("ab\U000E0061", "bob@example.org", Password, "UserName is invalid")]
    [InlineData("ab\u3164", "bob@example.org", Password, "UserName is invalid")]
    [InlineData("a\u034Fb", "bob@example.org", Password, "UserName is invalid")]
    [InlineData("a\uFE0Fb", "bob@example.org", Password, "UserName is invalid")]
    [InlineData("a\u2800b", "bob@example.org", Password, "UserName is invalid")]
    [InlineData("a\u00A0b", "bob@example.org", Password, "UserName is invalid")]
    [InlineData("bob", "b\U000E0061ob@example.org", Password, "Email is invalid")]
    [InlineData("bob", null, Password, "Email is Required")]
    [InlineData("bob", "nowhere", Password, "Email is invalid")]
    [InlineData("bob", "bob@example.org", null, "Password is Required")]
    public async Task What_is_missing_or_not_well_formed_is_refused(string? name, string? email, string? password, string detail) =>
        await calls.When(Caller.Nobody, Call(name, email, password)).ThenInvalid(detail);

    [Fact]
    public async Task A_weak_password_and_an_operator_whom_nobody_knows_are_refused()
    {
        (await FluentActions.Awaiting(() => calls.When(Caller.Nobody, Call("bob", "bob@example.org", "weak")).AnswerAsync())
            .Should().ThrowAsync<RefusedException>()).Which.Refusal.Kind.Should().Be(RefusalKind.InvalidRequest);
        await calls.When(Caller.Nobody, Call("bob", "bob@example.org") with { OperatorId = 9 }).ThenRefused(Refusals.OperatorUnknown);
    }

    [Fact]
    public async Task Of_many_who_register_one_name_at_once_on_two_hosts_one_is_made_a_user()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => TextOf(
            calls.When(Caller.Nobody, Call("bob", $"bob{i}@example.org")).On(i % 2 == 0 ? calls.Here : calls.There))));

        outcomes.Count(text => text == "ok").Should().Be(1);
        outcomes.Count(text => text == "UserName already in use").Should().Be(29);
        calls.Store.Letters.Should().ContainSingle();
    }

    [Fact]
    public async Task A_creation_by_an_operator_takes_a_name_that_only_seems_to_be_taken()
    {
        await calls.GivenAsync("ada");
        await Register("bob", "ada@example.org");
        var superuser = await calls.GivenAsync("root", new UserPermissionGranted(Permission.Superuser));

        await calls.When(superuser, new CreateUser(new("bob", "bob@example.org", null, true, null, null, null, null, null), null, null, null)).ThenDone();
    }

    public void Dispose() => calls.Dispose();

    /// <summary>What a stranger can find out about his registration, in words.</summary>
    private async Task<string[]> TryEverything(string name, string email) =>
    [
        await TextOf(Registering(name, email)),
        await TextOf(Registering(name, email)),
        await TextOf(Registering(name, $"{name}@elsewhere.example")),
        await SignInAsync(name),
        await SignInAsync(name, "Wrong-Password-1"),
        await TextOf(Resend(email)),
        await TextOf(calls.When(Caller.Nobody, new ResetPassword(name))),
        .. await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SignInAsync(name, "Wrong-Password-1"))),
        await SignInAsync(name),
    ];

    private Task<RegisterNewUser.Registered> Register(string name, string email, params ConfigPair[] config) =>
        calls.When(Caller.Nobody, Call(name, email) with { UserConfig = new ConfigPairs(config) }).AnswerAsync();

    private Sending<RegisterNewUser.Registered> Registering(string name, string email) => calls.When(Caller.Nobody, Call(name, email));

    private static RegisterNewUser Call(string? name, string? email, string? password = Password) =>
        new(new(name, email, password is null ? null : new(password)), null, null, null);

    private Sending<Done> Confirm(long userId, string code) => calls.When(Caller.Nobody, new ConfirmUserEmail(userId, new(code)));

    private Sending<Done> Resend(string email) => calls.When(Caller.Nobody, new ResendVerificationEmail(email));

    private async Task<string> SignInAsync(string name, string password = Password) =>
        (await calls.When(Caller.Nobody, new AuthenticateUser(name, new(password))).AnswerAsync() as NotSignedInAnswer)?.ErrorMessage ?? "";

    private static async Task<string> TextOf<T>(Sending<T> sending)
    {
        try
        {
            await sending.AnswerAsync();
            return "ok";
        }
        catch (RefusedException no)
        {
            return no.Refusal.Detail ?? "";
        }
    }
}
