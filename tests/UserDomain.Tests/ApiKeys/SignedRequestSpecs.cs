using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.ApiKeys;

/// <summary>Who a signed request is from: the key's user, or nobody, whatever it is that is wrong (wire contract, section 4).</summary>
public sealed class SignedRequestSpecs : IDisposable
{
    private readonly CallSpec calls = new();
    private ApiKeyCheck check = null!;
    private UserId ada;
    private GivenKey key = null!;

    [Fact]
    public void A_signature_is_the_hmac_of_nonce_user_and_key_in_either_case()
    {
        const string known = "5c2b1a4a0a0c5f9d6dd1bb3be0b9e70f"; // the public part of a key
        var hex = Programs.Sign("a secret", "1700000000", 7, known);

        hex.Should().MatchRegex("^[0-9a-f]{64}$");
        Signed(hex).Should().BeTrue();
        Signed(hex.ToUpperInvariant()).Should().BeTrue();
        Signed(hex, secret: "another").Should().BeFalse();
        Signed(hex, nonce: "1700000001").Should().BeFalse();
        Signed(hex, userId: 8).Should().BeFalse();
        Signed(hex[..62]).Should().BeFalse();
        Signed(hex + "00").Should().BeFalse();
        Signed(hex[..63] + "g").Should().BeFalse();
        Signed(hex[..63] + (hex[63] == '0' ? "1" : "0")).Should().BeFalse();
        Signed("").Should().BeFalse();

        static bool Signed(string signature, string secret = "a secret", string nonce = "1700000000", long userId = 7) =>
            new SignedRequest(known, userId, new(nonce), new(signature)).IsSignedWith(new(secret));
    }

    /// <summary>Made with openssl: printf 512abc | openssl dgst -sha256 -hmac Jefe</summary>
    [Fact]
    public void Another_program_signs_the_same() =>
        new SignedRequest("abc", 12, new("5"), new("c6066cf456041a6e33c27ca76e3b5c5c07e5c88c65bac9d75397935ade57ddc4")).IsSignedWith(new("Jefe")).Should().BeTrue();

    [Fact]
    public async Task A_right_request_is_the_users_with_what_both_he_and_the_key_hold()
    {
        await GivenAsync();
        var caller = (await check.FindCallerAsync(key.Request("1"), default))!;

        caller.Should().BeEquivalentTo(new { UserId = (UserId?)ada, key.ApiKey, Session = (SessionKey?)null, SecondFactorConfirmed = false });
        caller.Permissions.Should().BeEquivalentTo("Trading");
    }

    [Fact]
    public async Task A_nonce_is_good_once_and_is_not_used_up_by_who_cannot_sign()
    {
        await GivenAsync();
        (await check.FindCallerAsync(key.Request("1") with { Signature = key.Request("2").Signature }, default)).Should().BeNull();

        (await check.FindCallerAsync(key.Request("1"), default)).Should().NotBeNull();
        (await check.FindCallerAsync(key.Request("1"), default)).Should().BeNull();
        (await check.FindCallerAsync(key.Request("2"), default)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_signature_is_not_used_again_by_moving_where_the_nonce_ends()
    {
        await GivenAsync();
        var signed = key.Request("10");
        (await check.FindCallerAsync(signed, default)).Should().NotBeNull();

        (await check.FindCallerAsync(signed with { Nonce = new("1"), UserId = long.Parse($"0{ada}", System.Globalization.CultureInfo.InvariantCulture) }, default)).Should().BeNull();
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    [InlineData(0, false)]
    public async Task A_nonce_has_a_bounded_length(int length, bool good)
    {
        await GivenAsync();
        (await check.FindCallerAsync(key.Request(new('x', length)), default) is not null).Should().Be(good);
    }

    [Fact]
    public async Task Another_users_id_under_a_right_signature_is_nobody()
    {
        await GivenAsync();
        var bob = await calls.GivenAsync("bob");

        (await check.FindCallerAsync(key.Request("1", bob.Value), default)).Should().BeNull();
        (await check.FindCallerAsync(key.Request("1"), default)).Should().NotBeNull("the nonce was not taken");
    }

    public static TheoryData<UserEvent> KeepingOut => [new UserLocked(Examples.Noon), new UserEmailUnverified()];

    [Theory, MemberData(nameof(KeepingOut))]
    public async Task The_key_of_a_user_who_may_not_sign_in_is_nobodys(UserEvent happened)
    {
        await GivenAsync();
        await calls.HappenedAsync(ada, happened);

        (await check.FindCallerAsync(key.Request("1"), default)).Should().BeNull();
        (await check.FindAgainAsync(key.ApiKey, default)).Should().BeNull();
    }

    [Fact]
    public async Task A_key_that_there_is_not_is_nobodys()
    {
        await GivenAsync();
        (await check.FindCallerAsync(key.Request("1") with { ApiKey = "unknown" }, default)).Should().BeNull();
        (await check.FindCallerAsync((key with { ApiKey = "unknown" }).Request("1"), default)).Should().BeNull();
    }

    [Fact]
    public async Task A_sign_in_by_a_key_opens_a_session_that_the_key_bounds()
    {
        await GivenAsync(new UserTwoFactorEnabled(), new UserTwoFactorConfirmed());

        var answer = (await SignInAsync(key.Request("1"))).Should().BeOfType<SignedInAnswer>().Which;

        var caller = (await calls.Store.FindAsync(new Secret(answer.Shown), "10.0.0.1", default))!;
        caller.Should().BeEquivalentTo(new { UserId = (UserId?)ada, key.ApiKey, SecondFactorConfirmed = false, MayOnlyEnrol = false });
        caller.Permissions.Should().BeEquivalentTo("Trading");
        answer.User.UserName.Should().Be("ada");
    }

    /// <summary>The public part is no secret: counting would let anybody who has seen it lock its user out.</summary>
    [Fact]
    public async Task Failures_by_a_key_are_answered_alike_and_not_counted()
    {
        await GivenAsync();
        var (version, wrong) = (await calls.VersionAsync(ada), new NotSignedInAnswer(false, "Invalid username or password"));
        var right = key.Request("1");

        for (var i = 0; i < 2 * Lockout.Default.Threshold; i++)
            (await SignInAsync(right with { Signature = new("00") })).Should().Be(wrong);
        (await SignInAsync(right with { ApiKey = "unknown" })).Should().Be(wrong);
        (await SignInAsync(key.Request("1", 404))).Should().Be(wrong);
        (await SignInAsync(right)).Should().BeOfType<SignedInAnswer>();
        (await SignInAsync(right)).Should().Be(wrong, "the nonce is used");

        (await calls.VersionAsync(ada)).Should().Be(version);
        await calls.HappenedAsync(ada, new UserLocked(Examples.Noon));
        (await SignInAsync(key.Request("2"))).Should().Be(wrong);
    }

    /// <summary>Decided again, the call finds the nonce that it took itself.</summary>
    [Fact]
    public async Task A_sign_in_by_a_key_rides_out_a_change_of_its_user()
    {
        await GivenAsync();
        calls.Here.Store.BeforeNextAppend(() => calls.HappenedAsync(ada, new UserConfigSet("theme", "dark")));

        (await SignInAsync(key.Request("1"))).Should().BeOfType<SignedInAnswer>();

        calls.Here.Store.Appends.Should().Be(2);
        (await SignInAsync(key.Request("1"))).Should().BeOfType<NotSignedInAnswer>();
    }

    [Fact]
    public async Task A_sign_in_whose_key_is_removed_meanwhile_opens_nothing()
    {
        await GivenAsync();
        calls.Here.Store.BeforeNextAppend(async () => await calls.When(ada, new RemoveUserAPIKey(null, null, key.ApiKey)).On(calls.There).ThenDone());

        (await SignInAsync(key.Request("1"))).Should().BeOfType<NotSignedInAnswer>();

        (await calls.Store.FindVersionAsync(StreamId.OfSignIns(ada), default)).Should().Be(0);
    }

    [Theory]
    [InlineData("k", null, null, null, "Signature is Required")]
    [InlineData(null, "s", null, null, "APIKey is Required")]
    [InlineData("k", "s", null, "n", "UserId is Required")]
    [InlineData("k", "s", 7L, null, "Nonce is Required")]
    [InlineData(null, null, null, "n", "APIKey is Required")]
    [InlineData(null, null, 7L, null, "UserName is Required")]
    public async Task Half_a_pair_is_not_well_formed(string? apiKey, string? signature, long? userId, string? nonce, string detail) => await calls
        .When(Caller.Nobody, new AuthenticateUser(null, null, apiKey, signature is null ? null : new(signature), userId, nonce is null ? null : new(nonce)))
        .ThenInvalid(detail);

    [Fact]
    public async Task Both_pairs_are_one_too_many()
    {
        await GivenAsync();
        var call = new AuthenticateUser(null, null, key.ApiKey, key.Request("1").Signature, ada.Value, new("1"));

        await calls.When(Caller.Nobody, call with { UserName = "ada" }).ThenInvalid("UserName is invalid beside APIKey");
        await calls.When(Caller.Nobody, call with { Password = new("Password-1") }).ThenInvalid("Password is invalid beside APIKey");
        await calls.When(Caller.Nobody, call with { Nonce = new(new string('x', 129)) }).ThenInvalid("Nonce is too long");
    }

    public void Dispose() => calls.Dispose();

    private async Task GivenAsync(params IReadOnlyList<UserEvent> since)
    {
        check = new(calls.Store);
        ada = await calls.GivenAsync("ada", [new UserPermissionGranted("Trading"), new UserPermissionGranted("Operator"), .. since]);
        key = await calls.GivenKeyAsync(ada, "Trading", "Withdraw");
    }

    private Task<SignInAnswer> SignInAsync(SignedRequest request) => calls
        .When(Caller.Nobody, new AuthenticateUser(null, null, request.ApiKey, request.Signature, request.UserId, request.Nonce)).AnswerAsync();
}
