using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

public sealed class ApiKeySpecs
{
    private static readonly UserEvent[] Ada =
        [Created, new UserPermissionGranted("Trading"), new UserPermissionGranted("Withdraw"), new UserPermissionGranted("GetOpenOrders")];

    [Fact]
    public void A_key_holds_what_it_was_given_sorted_and_in_the_spelling_of_its_user() =>
        Given(Ada).When(user => user.AddApiKey("k1", ["withdraw", "TRADING", "getopenorders"], secondFactorConfirmed: false))
            .Then(new UserApiKeyAdded("k1", "GetOpenOrders,Trading,Withdraw"));

    [Fact]
    public void A_permission_named_twice_is_held_once_and_withdrawal_is_withdraw() =>
        Given(Ada).When(user => user.AddApiKey("k1", ["Withdrawal", "WITHDRAW", "withdrawal"], secondFactorConfirmed: false))
            .Then(new UserApiKeyAdded("k1", "Withdraw"));

    [Theory]
    [InlineData("Operator")]
    [InlineData("SUPERUSER")]
    [InlineData("deposit")]
    [InlineData("AccountReadOnly")]
    public void Nobody_gives_a_key_what_he_does_not_hold(string permission) =>
        Given(Ada).When(user => user.AddApiKey("k1", ["Trading", permission], secondFactorConfirmed: true)).ThenRefused(Refusals.NotAuthorized);

    [Fact]
    public void Nor_what_was_taken_from_him() =>
        Given([.. Ada, new UserPermissionRevoked("Trading")])
            .When(user => user.AddApiKey("k1", ["Trading"], secondFactorConfirmed: true)).ThenRefused(Refusals.NotAuthorized);

    [Fact]
    public void A_superuser_gives_a_key_no_more_than_he_holds_himself() =>
        Given(Created, new UserPermissionGranted("SUPERUSER"))
            .When(user => user.AddApiKey("k1", ["Trading"], secondFactorConfirmed: true)).ThenRefused(Refusals.NotAuthorized);

    [Theory]
    [InlineData("Trade")]
    [InlineData("Trading,Withdraw")]
    [InlineData("Trading ")]
    public void A_name_that_is_no_permission_is_unknown(string permission) =>
        Given(Ada).When(user => user.AddApiKey("k1", ["Trading", permission], secondFactorConfirmed: true)).ThenRefused(Refusals.PermissionUnknown);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_user_with_a_second_factor_gives_it_before_he_makes_a_key(bool confirmed)
    {
        var decision = Given([.. Ada, new UserTwoFactorEnabled()]).When(user => user.AddApiKey("k1", ["Trading"], confirmed));
        if (confirmed)
            decision.Then(new UserApiKeyAdded("k1", "Trading"));
        else
            decision.ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public void The_fiftieth_key_is_the_last_until_one_is_removed()
    {
        UserEvent[] many = [.. Ada, .. Enumerable.Range(1, User.MaximumApiKeys).Select(n => new UserApiKeyAdded($"k{n}", "Trading"))];

        Given(many[..^1]).When(user => user.AddApiKey("k50", ["Trading"], false)).Then(new UserApiKeyAdded("k50", "Trading"));
        Given(many).When(user => user.AddApiKey("k51", ["Trading"], false)).ThenRefused(Refusals.TooManyApiKeys);
        Given([.. many, new UserApiKeyRemoved("k7")]).When(user => user.AddApiKey("k51", ["Trading"], false)).Then(new UserApiKeyAdded("k51", "Trading"));
    }

    [Fact]
    public void A_key_is_removed_once() =>
        Given([.. Ada, new UserApiKeyAdded("k1", "Trading")]).When(user => user.RemoveApiKey("k1"))
            .ThenOnce(again: Refusals.ApiKeyUnknown, new UserApiKeyRemoved("k1"));

    [Theory]
    [InlineData("k2")]
    [InlineData("K1")]
    [InlineData("")]
    public void A_key_that_he_does_not_have_is_refused(string key) =>
        Given([.. Ada, new UserApiKeyAdded("k1", "Trading")]).When(user => user.RemoveApiKey(key)).ThenRefused(Refusals.ApiKeyUnknown);

    [Fact]
    public void A_user_nobody_created_has_no_keys()
    {
        Given().When(user => user.AddApiKey("k1", [], true)).ThenRefused(Refusals.UserUnknown);
        Given().When(user => user.RemoveApiKey("k1")).ThenRefused(Refusals.UserUnknown);
    }

    public static TheoryData<ProfileChange> Credentials =>
    [
        Nothing with { NewPassword = true },
        Nothing with { Email = "new@example.org" },
        Nothing with { EmailVerified = false },
        Nothing with { Use2FA = true },
        Nothing with { Use2FA = true, AccountId = 77 },
    ];

    /// <summary>Whatever it holds: its own user's, and those of users that it administers.</summary>
    [Theory, MemberData(nameof(Credentials))]
    public void A_program_changes_no_credentials(ProfileChange change)
    {
        foreach (var itsUser in (bool[])[true, false])
        {
            var editor = new Editor(Administers: true, itsUser, SecondFactorConfirmed: true, IsProgram: true);
            Given(Ada).When(user => user.ChangeProfile(change, editor)).ThenRefused(Refusals.NotAuthorized);
            Given(Ada).ChangeProfile(change, editor with { IsProgram = false }).Should().NotBeEmpty("a person may");
        }
    }

    [Fact]
    public void A_program_that_administers_may_name_present_values_and_moves_nobody_to_another_account()
    {
        var program = new Editor(Administers: true, IsTheUser: false, SecondFactorConfirmed: false, IsProgram: true);

        Given(Ada).When(user => user.ChangeProfile(
            Nothing with { AccountId = Created.AccountId, Email = Created.Email, EmailVerified = true, Use2FA = false }, program)).ThenNothing();
        Given(Ada).When(user => user.ChangeProfile(Nothing with { AccountId = 77 }, program)).ThenRefused(Refusals.NotAuthorized);
    }

    private static ProfileChange Nothing { get; } = new(null, null, null, null, NewPassword: false, Noon);
}
