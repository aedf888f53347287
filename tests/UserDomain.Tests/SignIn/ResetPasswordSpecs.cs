using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.SignIn;

public sealed class ResetPasswordSpecs : IDisposable
{
    private const string Old = "Password-1";
    private const string New = "Password-2";
    private readonly CallSpec calls = new();

    [Fact]
    public async Task A_mailed_code_sets_a_new_password_once_and_ends_all_sessions()
    {
        var ada = await GivenAsync();
        var session = await SignInAsync(Old);
        await RequestAsync();
        var letter = calls.Store.Letters.Should().ContainSingle().Subject;
        letter.To.Should().Be("ada@example.org");

        await Reset(ada, letter.CodeIn().ToUpperInvariant()).ThenDone();

        (await SignInAsync(Old)).Should().BeOfType<NotSignedInAnswer>();
        (await SignInAsync(New)).Should().BeOfType<SignedInAnswer>();
        (await calls.Store.FindAsync(new Secret(((SignedInAnswer)session).Shown), null, default)).Should().BeNull();
        await Reset(ada, letter.CodeIn()).ThenRefused(Refusals.CodeWrong);
    }

    [Fact]
    public async Task For_a_name_that_is_nobodys_the_answer_is_the_same_and_nothing_is_mailed()
    {
        await calls.When(Caller.Nobody, new ResetPassword("nobody")).ThenDone();
        calls.Store.Letters.Should().BeEmpty();
    }

    [Fact]
    public async Task It_is_mailed_once_a_minute()
    {
        await GivenAsync();
        await RequestAsync();
        await RequestAsync();
        calls.Store.Letters.Should().ContainSingle();

        calls.Clock.Advance(TimeSpan.FromMinutes(1));
        await RequestAsync();
        calls.Store.Letters.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_code_is_good_for_a_day_and_until_the_next()
    {
        var ada = await GivenAsync();
        await RequestAsync();
        calls.Clock.Advance(TimeSpan.FromHours(1));
        await RequestAsync();
        await Reset(ada, calls.Store.Letters[0].CodeIn()).ThenRefused(Refusals.CodeWrong);

        calls.Clock.Advance(TimeSpan.FromHours(24));
        await Reset(ada, calls.Store.Letters[1].CodeIn()).ThenRefused(Refusals.CodeWrong);
        calls.Clock.Advance(-TimeSpan.FromSeconds(1));
        await Reset(ada, calls.Store.Letters[1].CodeIn()).ThenDone();
    }

    [Fact]
    public async Task A_code_is_its_users_alone()
    {
        var (ada, bob) = (await GivenAsync(), await calls.GivenAsync("bob"));
        await RequestAsync();

        await Reset(bob, calls.Store.Letters[0].CodeIn()).ThenRefused(Refusals.CodeWrong);
        await Reset(new(404), calls.Store.Letters[0].CodeIn()).ThenRefused(Refusals.CodeWrong);
        await Reset(ada, "").ThenInvalid("PendingCode is Required");
        await Reset(ada, calls.Store.Letters[0].CodeIn()).ThenDone();
    }

    [Fact]
    public async Task Two_who_send_one_code_at_once_set_one_password()
    {
        var ada = await GivenAsync();
        await RequestAsync();
        var code = calls.Store.Letters[0].CodeIn();

        var done = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await calls.When(Caller.Nobody, new ResetPassword2(ada.Value, new($"Password-{i}"), new(code))).On(i % 2 == 0 ? calls.Here : calls.There).AnswerAsync();
                return 1;
            }
            catch (RefusedException no) when (no.Refusal == Refusals.CodeWrong)
            {
                return 0;
            }
        }));

        done.Sum().Should().Be(1);
    }

    [Fact]
    public async Task A_lock_stays_on()
    {
        var ada = await GivenAsync();
        await calls.HappenedAsync(ada, new UserLocked(Examples.Noon));
        await RequestAsync();

        await Reset(ada, calls.Store.Letters[0].CodeIn()).ThenDone();

        (await SignInAsync(New)).Should().BeOfType<NotSignedInAnswer>().Which.Locked.Should().BeTrue();
    }

    /// <summary>Until a new address is confirmed, codes go to the one before; from then on they are no longer good.</summary>
    [Fact]
    public async Task A_confirmed_address_voids_a_code_that_went_to_the_one_before()
    {
        var ada = await GivenAsync();
        await calls.When(ada, new SetUserInfo(null, null, null, "ada@new.example", null, null, null)).AnswerAsync();
        var confirm = calls.Store.Letters[^1];
        await RequestAsync();
        var reset = calls.Store.Letters[^1];
        (confirm.To, reset.To).Should().Be(("ada@new.example", "ada@example.org"));

        await calls.When(Caller.Nobody, new UserDomain.Registration.ConfirmUserEmail(ada.Value, new(confirm.CodeIn()))).ThenDone();

        await Reset(ada, reset.CodeIn()).ThenRefused(Refusals.CodeWrong);
    }

    [Fact]
    public async Task An_address_that_an_administrator_verifies_voids_a_code_that_went_to_the_one_before()
    {
        var (ada, root) = (await GivenAsync(), await calls.GivenAsync("root", new UserPermissionGranted(Permission.Superuser)));
        await calls.When(ada, new SetUserInfo(null, null, null, "ada@new.example", null, null, null)).AnswerAsync();
        await RequestAsync();

        await calls.When(root, new SetUserInfo(ada.Value, null, null, null, true, null, null)).AnswerAsync();

        await Reset(ada, calls.Store.Letters[^1].CodeIn()).ThenRefused(Refusals.CodeWrong);
    }

    [Fact]
    public async Task An_address_that_is_accepted_by_a_sign_in_voids_a_code_that_went_to_the_one_before()
    {
        var (ada, root) = (await GivenAsync(), await calls.GivenAsync("root", new UserPermissionGranted(Permission.Superuser)));
        await calls.When(root, new SetUserInfo(ada.Value, null, null, "ada@new.example", null, null, null)).AnswerAsync();
        await RequestAsync();
        var reset = calls.Store.Letters[^1];
        reset.To.Should().Be("ada@example.org");

        (await SignInAsync(Old)).Should().BeOfType<SignedInAnswer>();

        await Reset(ada, reset.CodeIn()).ThenRefused(Refusals.CodeWrong);
    }

    [Fact]
    public async Task A_changed_password_or_address_voids_a_code_that_is_on_its_way()
    {
        var ada = await GivenAsync();
        await RequestAsync();
        await calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new("Password-3"))).ThenDone();
        await Reset(ada, calls.Store.Letters[0].CodeIn()).ThenRefused(Refusals.CodeWrong);

        calls.Clock.Advance(TimeSpan.FromMinutes(1));
        await RequestAsync();
        await SetEmailAsync(ada, ada, "ada@new.example");
        await Reset(ada, calls.Store.Letters[1].CodeIn()).ThenRefused(Refusals.CodeWrong);
    }

    [Fact]
    public async Task It_goes_to_the_last_address_that_was_verified()
    {
        var ada = await GivenAsync();
        await SetEmailAsync(ada, ada, "ada@new.example");

        await RequestAsync();
        calls.Store.Letters[^1].To.Should().Be("ada@example.org");

        await ConfirmAsync(ada, calls.Store.Letters.Last(letter => letter.To == "ada@new.example").CodeIn());
        calls.Clock.Advance(TimeSpan.FromMinutes(1));
        await RequestAsync();
        calls.Store.Letters[^1].To.Should().Be("ada@new.example");
    }

    [Theory]
    [InlineData(Permission.Trading)]
    [InlineData(Permission.Operator)]
    public async Task An_address_that_somebody_else_set_is_not_used_until_the_user_has_signed_in_since(string permission)
    {
        var ada = await GivenAsync();
        var other = await calls.GivenAsync("mallory", new UserPermissionGranted(permission));
        await SetEmailAsync(other, ada, "mallory@evil.example");
        if (permission == Permission.Trading) // he reads the mail there, so he can confirm the address
            await ConfirmAsync(ada, calls.Store.Letters.Last(letter => letter.To == "mallory@evil.example").CodeIn());

        await RequestAsync();
        calls.Store.Letters[^1].To.Should().Be("ada@example.org");

        (await SignInAsync(Old)).Should().BeOfType<SignedInAnswer>();
        calls.Clock.Advance(TimeSpan.FromMinutes(1));
        await RequestAsync();
        calls.Store.Letters[^1].To.Should().Be("mallory@evil.example");
    }

    [Fact]
    public async Task A_changed_address_is_told_to_the_old_one_and_to_the_one_that_resets_go_to()
    {
        var ada = await GivenAsync();
        var mallory = await calls.GivenAsync("mallory", new UserPermissionGranted(Permission.Trading));

        await SetEmailAsync(mallory, ada, "first@evil.example");
        await SetEmailAsync(mallory, ada, "second@evil.example");

        calls.Store.Letters.Select(letter => letter.To).Should().Equal(
            "ada@example.org", "first@evil.example", "first@evil.example", "ada@example.org", "second@evil.example");
        calls.Store.Letters.Where(letter => letter.To == "ada@example.org").Should().OnlyContain(letter => letter.CodeIn().Length == 0);
    }

    [Fact]
    public async Task An_address_that_was_given_up_and_is_anothers_by_now_gets_no_code()
    {
        var ada = await GivenAsync();
        await SetEmailAsync(ada, ada, "ada@new.example");
        await calls.GivenAsync(Examples.CreatedAs("bob", "ada@example.org"));
        var before = calls.Store.Letters.Count;

        await RequestAsync();

        calls.Store.Letters.Should().HaveCount(before);
    }

    [Fact]
    public async Task Who_never_had_a_verified_address_gets_no_code()
    {
        await calls.GivenAsync(Examples.Created with { EmailVerified = false });
        await RequestAsync();
        calls.Store.Letters.Should().BeEmpty();
    }

    public void Dispose() => calls.Dispose();

    private async Task<UserId> GivenAsync()
    {
        var ada = await calls.GivenAsync(Examples.Created);
        await calls.When(CallSpec.TheServer, new SetPassword(ada.Value, null, new(Old))).ThenDone();
        return ada;
    }

    private Task RequestAsync() => calls.When(Caller.Nobody, new ResetPassword(" ADA")).ThenDone();

    private Sending<Done> Reset(UserId userId, string code) =>
        calls.When(Caller.Nobody, new ResetPassword2(userId.Value, new(New), code.Length > 0 ? new(code) : null));

    private Task<SignInAnswer> SignInAsync(string password) => calls.When(Caller.Nobody, new AuthenticateUser("ada", new(password))).AnswerAsync();

    private Task ConfirmAsync(UserId userId, string code) =>
        calls.When(Caller.Nobody, new UserDomain.Registration.ConfirmUserEmail(userId.Value, new(code))).ThenDone();

    private Task<UserObject> SetEmailAsync(UserId by, UserId userId, string email) =>
        calls.When(by, new SetUserInfo(userId.Value, null, null, email, null, null, null)).AnswerAsync();
}
