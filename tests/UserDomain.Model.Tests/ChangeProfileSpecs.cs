using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

/// <summary>Who may change what of whom: the privileged fields of the wire contract, section 6.</summary>
public sealed class ChangeProfileSpecs
{
    private static readonly Editor Self = new(Administers: false, IsTheUser: true, SecondFactorConfirmed: false);
    private static readonly Editor SelfWithSecondFactor = Self with { SecondFactorConfirmed = true };
    private static readonly Editor Colleague = new(Administers: false, IsTheUser: false, SecondFactorConfirmed: false);
    private static readonly Editor ColleagueWithSecondFactor = Colleague with { SecondFactorConfirmed = true };
    private static readonly Editor Admin = new(Administers: true, IsTheUser: false, SecondFactorConfirmed: false);
    private static readonly Editor AdminOfHimself = Admin with { IsTheUser = true };
    private static readonly Editor AdminOfHimselfWithSecondFactor = AdminOfHimself with { SecondFactorConfirmed = true };
    private static readonly ProfileChange Nothing = new(null, null, null, null, NewPassword: false, Noon);

    public static TheoryData<Editor> Everybody =>
        [Self, SelfWithSecondFactor, Colleague, ColleagueWithSecondFactor, Admin, AdminOfHimself, AdminOfHimselfWithSecondFactor];

    public static TheoryData<Editor> Administrators => [Admin, AdminOfHimself, AdminOfHimselfWithSecondFactor];

    public static TheoryData<Editor> OthersThanAdministrators => [Self, SelfWithSecondFactor, Colleague, ColleagueWithSecondFactor];

    [Theory, MemberData(nameof(Everybody))]
    public void Nothing_given_changes_nothing(Editor editor) => Given(Created).When(Change(Nothing, editor)).ThenNothing();

    [Theory, MemberData(nameof(Everybody))]
    public void Everything_as_it_is_changes_nothing_whoever_sends_it(Editor editor) =>
        Given(Created).When(Change(new(Created.Email, true, 10, false, NewPassword: false, Noon), editor)).ThenNothing();

    [Theory, MemberData(nameof(Everybody))]
    public void A_user_nobody_created_has_no_profile(Editor editor) =>
        Given().When(Change(Nothing, editor)).ThenRefused(Refusals.UserUnknown);

    public static TheoryData<Editor> WhoMaySetAPassword => [Self, SelfWithSecondFactor, Admin, AdminOfHimself];

    [Theory, MemberData(nameof(WhoMaySetAPassword))]
    public void The_user_and_administrators_may_set_a_password(Editor editor) =>
        Given(Created).When(Change(Nothing with { NewPassword = true }, editor)).ThenEachTime(new UserPasswordChanged());

    [Theory, MemberData(nameof(ColleaguesOnly))]
    public void A_colleague_may_not_set_a_password(Editor editor) =>
        Given(Created).When(Change(Nothing with { NewPassword = true }, editor)).ThenRefused(Refusals.NotAuthorized);

    public static TheoryData<Editor> ColleaguesOnly => [Colleague, ColleagueWithSecondFactor];

    [Theory, MemberData(nameof(Administrators))]
    public void Administrators_say_whether_an_address_is_verified(Editor editor)
    {
        Given(Created).When(Change(Nothing with { EmailVerified = false }, editor)).Then(new UserEmailUnverified());
        Given(Unverified).When(Change(Nothing with { EmailVerified = true }, editor)).Then(new UserEmailVerified());
    }

    [Theory, MemberData(nameof(OthersThanAdministrators))]
    public void Nobody_else_says_whether_an_address_is_verified(Editor editor)
    {
        Given(Created).When(Change(Nothing with { EmailVerified = false }, editor)).ThenRefused(Refusals.NotAuthorized);
        Given(Unverified).When(Change(Nothing with { EmailVerified = true }, editor)).ThenRefused(Refusals.NotAuthorized);
    }

    [Theory, MemberData(nameof(Administrators))]
    public void Administrators_choose_the_default_account_and_link_one_that_is_new(Editor editor)
    {
        Given(Created).When(Change(Nothing with { AccountId = 12 }, editor))
            .Then(new UserAccountAdded(12), new UserDefaultAccountChanged(12));
        Given(Created, new UserAccountAdded(12)).When(Change(Nothing with { AccountId = 12 }, editor))
            .Then(new UserDefaultAccountChanged(12));
    }

    [Fact]
    public void The_account_that_was_default_stays_linked() =>
        Given(Created, new UserAccountAdded(12), new UserDefaultAccountChanged(12)).When(Change(Nothing with { AccountId = 10 }, Admin))
            .Then(new UserDefaultAccountChanged(10));

    [Theory, MemberData(nameof(OthersThanAdministrators))]
    public void Nobody_else_chooses_the_default_account_not_even_a_linked_one(Editor editor)
    {
        Given(Created).When(Change(Nothing with { AccountId = 12 }, editor)).ThenRefused(Refusals.NotAuthorized);
        Given(Created, new UserAccountAdded(12)).When(Change(Nothing with { AccountId = 12 }, editor)).ThenRefused(Refusals.NotAuthorized);
    }

    [Theory, MemberData(nameof(Everybody))]
    public void Everybody_who_gets_here_may_turn_the_second_factor_on(Editor editor) =>
        Given(Created).When(Change(Nothing with { Use2FA = true }, editor)).Then(new UserTwoFactorEnabled());

    public static TheoryData<Editor> WhoMayTurnTheSecondFactorOff => [SelfWithSecondFactor, Admin, AdminOfHimselfWithSecondFactor];

    [Theory, MemberData(nameof(WhoMayTurnTheSecondFactorOff))]
    public void Administrators_turn_it_off_for_others_and_anybody_for_himself_by_a_session_with_a_second_factor(Editor editor) =>
        Given(Created, new UserTwoFactorEnabled()).When(Change(Nothing with { Use2FA = false }, editor)).Then(new UserTwoFactorDisabled());

    public static TheoryData<Editor> WhoMayNotTurnTheSecondFactorOff => [Self, Colleague, ColleagueWithSecondFactor, AdminOfHimself];

    [Theory, MemberData(nameof(WhoMayNotTurnTheSecondFactorOff))]
    public void Nobody_else_turns_the_second_factor_off(Editor editor) =>
        Given(Created, new UserTwoFactorEnabled()).When(Change(Nothing with { Use2FA = false }, editor)).ThenRefused(Refusals.NotAuthorized);

    [Fact]
    public void One_field_that_is_not_his_refuses_the_others_too() =>
        Given(Created).When(Change(new("new@example.org", null, 12, true, NewPassword: true, Noon), Self)).ThenRefused(Refusals.NotAuthorized);

    [Fact]
    public void Everything_can_change_at_once() =>
        Given(Created).When(Change(new("new@example.org", false, 12, true, NewPassword: false, Noon), Admin)).Then(
            new UserEmailChanged("new@example.org", "NEW@EXAMPLE.ORG", BySomebodyElse: true), new UserEmailUnverified(),
            new UserEmailCodeIssued(Noon), new UserAccountAdded(12), new UserDefaultAccountChanged(12), new UserTwoFactorEnabled());

    private static UserCreated Unverified => Created with { EmailVerified = false };

    private static Func<User, IReadOnlyList<UserEvent>> Change(ProfileChange change, Editor editor) =>
        user => user.ChangeProfile(change, editor);
}
