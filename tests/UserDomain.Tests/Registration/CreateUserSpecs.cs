using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.Registration;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Registration;

public sealed class CreateUserSpecs : IDisposable
{
    private static readonly CreateUser.Info Info = new("John Smith", "john@example.org", null, null, null, null, null, null, null);
    private static readonly CreateUser Create = new(Info, null, null, null);

    private readonly CallSpec calls = new(new VenueSettings { OmsIds = [1, 2], OperatorIds = [1, 5] });

    [Fact]
    public async Task An_operator_creates_a_user_who_can_be_looked_at_by_name()
    {
        var admin = await AdminAsync();

        await calls.When(admin, Create).ThenDone();

        var john = await calls.IdOfAsync("john smith");
        var account = (await calls.InfoAsync(john)).AccountId;
        var code = (await ((IEmailCodes)calls.Store).FindAsync(john, default))!.Reveal();
        await calls.When(admin, new GetUserInfo(null, null, "JOHN SMITH")).ThenAnswers(new UserObject(
            john.Value, "John Smith", "john@example.org", PasswordHash: "", code, false, account, Examples.Noon, 0, 0, 1, false, Salt: "",
            PendingCodeTime: Examples.Noon, Locked: false, LockedTime: DateTimeOffset.MinValue, 0));
    }

    [Fact]
    public async Task All_that_is_given_is_kept_and_everything_is_one_append()
    {
        var admin = await AdminAsync();
        var friend = await calls.GivenAsync("friend");
        var info = new CreateUser.Info(" John ", " John@example.org ", new("Password-1"), true, 77, friend.Value, admin.Value, 1, true);

        await calls.When(admin, new CreateUser(info, 5, null, new([new("b", "1"), new("a", "2"), new("b", "3")]))).ThenDone();

        var john = await calls.IdOfAsync("john");
        (await calls.HistoryAsync(john)).Should().Equal(
            new UserCreated("John", "JOHN", "John@example.org", "JOHN@EXAMPLE.ORG", 77, 1, 5, friend.Value, admin.Value, true, true, false),
            new UserPasswordChanged(), new UserPermissionGranted("Deposit"), new UserPermissionGranted("Trading"), new UserPermissionGranted("Withdraw"),
            new UserConfigSet("a", "2"), new UserConfigSet("b", "3"));
        calls.Here.Store.Appends.Should().Be(1);
        calls.Here.Hasher.Hashed.Should().Be(1);
        (await ((IEmailCodes)calls.Store).FindAsync(john, default)).Should().BeNull("a proven address needs no code");
        await calls.When(john, new GetUserConfig(null, null)).ThenAnswers([new("a", "2"), new("b", "3")]);
    }

    [Fact]
    public async Task Who_is_created_without_a_password_has_none_that_could_be_guessed()
    {
        await calls.When(await AdminAsync(), Create with { UserInfo = Info with { EmailVerified = true } }).ThenDone();

        calls.Here.Hasher.Hashed.Should().Be(0);
        (await SignInAsync("")).Should().Be(new NotSignedInAnswer(false, "Invalid username or password"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_created_with_a_password_signs_in_once_the_address_is_proven(bool verified)
    {
        await calls.When(await AdminAsync(), Create with { UserInfo = Info with { PasswordHash = new("Password-1"), EmailVerified = verified } }).ThenDone();

        var answer = await SignInAsync("Password-1");

        if (verified)
            answer.Should().BeOfType<SignedInAnswer>();
        else
            answer.Should().Be(new NotSignedInAnswer(false, "Email is not verified"));
    }

    [Theory]
    [InlineData("john SMITH", "other@example.org", "UserName already in use")]
    [InlineData("other", " JOHN@example.org", "Email already in use")]
    public async Task A_name_or_address_that_is_anothers_in_any_spelling_is_refused(string name, string email, string detail)
    {
        var admin = await AdminAsync();
        await calls.When(admin, Create).ThenDone();

        await calls.When(admin, Create with { UserInfo = Info with { UserName = name, Email = email } })
            .ThenRefused(new(RefusalKind.OperationFailed, detail));
    }

    [Fact]
    public async Task Of_many_creations_at_once_on_two_hosts_one_goes_through()
    {
        var admin = await AdminAsync();

        var outcomes = await Racing.AllAsync(24, i => calls
            .When(admin, Create with { UserInfo = Info with { UserName = i % 2 == 0 ? "JOHN" : "john ", Email = $"{i}@example.org" } })
            .On(i % 3 == 0 ? calls.Here : calls.There).AnswerAsync());

        outcomes.Count(outcome => outcome is null).Should().Be(1);
        outcomes.OfType<RefusedException>().Select(no => no.Refusal).Should().HaveCount(23).And.AllBeEquivalentTo(Refusals.UserNameTaken);
    }

    [Fact]
    public async Task Without_an_account_each_gets_a_new_one_of_his_own()
    {
        var admin = await AdminAsync();
        for (var i = 0; i < 12; i++)
            await calls.When(admin, Create with { UserInfo = Info with { UserName = $"user {i}", Email = $"{i}@example.org" } }).ThenDone();

        var accounts = new List<long>();
        for (var i = 0; i < 12; i++)
            accounts.Add((await calls.InfoAsync(await calls.IdOfAsync($"user {i}"))).AccountId);
        accounts.Should().OnlyHaveUniqueItems().And.NotContain(10, "that is the administrator's");
    }

    [Fact]
    public async Task An_operator_creates_users_in_his_own_oms_only_and_a_superuser_in_every_one()
    {
        var admin = await AdminAsync();
        var superuser = await calls.GivenAsync("super", new UserPermissionGranted("SUPERUSER"));

        await calls.When(admin, Create with { UserInfo = Info with { OMSId = 2 } }).ThenRefused(Refusals.NotAuthorized);
        await calls.When(superuser, Create with { UserInfo = Info with { OMSId = 2 } }).ThenDone();
        (await calls.InfoAsync(await calls.IdOfAsync("john smith"))).OmsId.Should().Be(2);
    }

    [Theory]
    [InlineData("Trading")]
    [InlineData("AdminUI")]
    [InlineData("UserOperator")]
    [InlineData("CreateUser")] // he may make the call, but reaches nobody
    public async Task Nobody_else_creates_users(string permission)
    {
        var somebody = await calls.GivenAsync("somebody", new UserPermissionGranted(permission));
        await calls.When(somebody, Create).ThenRefused(Refusals.NotAuthorized);
    }

    public static TheoryData<CreateUser, Refusal> Unknown => new()
    {
        { Create with { UserInfo = Info with { OMSId = 9 } }, Refusals.OmsUnknown },
        { Create with { OperatorId = 9 }, Refusals.OperatorUnknown },
        { Create with { UserInfo = Info with { AffiliateId = 404 } }, Refusals.AffiliateUnknown },
        { Create with { UserInfo = Info with { RefererId = 404 } }, Refusals.RefererUnknown },
        { Create with { AffiliateTag = "friends" }, Refusals.AffiliateTagUnknown },
    };

    [Theory, MemberData(nameof(Unknown))]
    public async Task What_it_refers_to_must_be_known(CreateUser call, Refusal refusal)
    {
        await calls.When(await AdminAsync(), call).ThenRefused(refusal);
        (await calls.Store.FindUserIdAsync("JOHN SMITH", default)).Should().BeNull();
    }

    [Fact]
    public async Task A_venue_may_take_affiliates_who_are_no_users_here()
    {
        using var open = new CallSpec(new VenueSettings { AllowForeignAffiliates = true });
        var admin = await open.GivenAsync("admin", new UserPermissionGranted("Operator"));

        await open.When(admin, Create with { UserInfo = Info with { AffiliateId = 404, RefererId = 405 } }).ThenDone();

        (await open.InfoAsync(await open.IdOfAsync("john smith"))).Should().BeEquivalentTo(new { AffiliateId = 404L, RefererId = 405L });
    }

    public static TheoryData<CreateUser, string> Malformed => new()
    {
        { Create with { UserInfo = null }, "UserInfo is Required" },
        { Create with { UserInfo = Info with { UserName = null } }, "UserName is Required" },
        { Create with { UserInfo = Info with { UserName = "  " } }, "UserName is Required" },
        { Create with { UserInfo = Info with { UserName = new('n', 129) } }, "UserName is too long" },
        { Create with { UserInfo = Info with { UserName = "a:b" } }, "UserName is invalid" },
        { Create with { UserInfo = Info with { UserName = "a\u0007b" } }, "UserName is invalid" },
        { Create with { UserInfo = Info with { Email = null } }, "Email is Required" },
        { Create with { UserInfo = Info with { Email = "" } }, "Email is Required" },
        { Create with { UserInfo = Info with { Email = "john" } }, "Email is invalid" },
        { Create with { UserInfo = Info with { PasswordHash = new("password") } }, "Password must have 8 to 128 characters, among them a lower-case letter, an upper-case letter and a digit" },
        { Create with { UserConfig = new([new("", "1")]) }, "Key is Required" },
        { Create with { UserConfig = new([new("a", new('v', 65_537))]) }, "Value is too long" },
    };

    [Theory, MemberData(nameof(Malformed))]
    public async Task What_is_malformed_is_refused(CreateUser call, string detail)
    {
        await calls.When(await AdminAsync(), call).ThenInvalid(detail);
        calls.Here.Store.Appends.Should().Be(0);
        calls.Here.Hasher.Hashed.Should().Be(0);
    }

    [Fact]
    public async Task The_longest_name_is_taken_with_spaces_inside_it_and_none_around_it()
    {
        var name = $"{new string('n', 63)}  {new string('n', 63)}";
        await calls.When(await AdminAsync(), Create with { UserInfo = Info with { UserName = $" {name} " } }).ThenDone();
        (await calls.InfoAsync(await calls.IdOfAsync(name))).UserName.Should().Be(name);
    }

    [Fact]
    public async Task Too_much_configuration_refuses_the_creation_and_leaves_the_name_free()
    {
        using var small = new CallSpec(new VenueSettings { MaximumConfigBytes = 10 });
        var admin = await small.GivenAsync("admin", new UserPermissionGranted("Operator"));

        await small.When(admin, Create with { UserConfig = new([new("a", "1234567890")]) }).ThenRefused(Refusals.TooMuchConfig);
        await small.When(admin, Create with { UserConfig = new([new("a", "123456789")]) }).ThenDone();
    }

    public void Dispose() => calls.Dispose();

    private Task<UserId> AdminAsync() => calls.GivenAsync("admin", new UserPermissionGranted("Operator"));

    private Task<SignInAnswer> SignInAsync(string password) =>
        calls.When(UserDomain.Calls.Caller.Nobody, new AuthenticateUser("John Smith", new(password))).AnswerAsync();
}
