using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

/// <summary>What becomes of the proof of an address when the address changes (wire contract, 7.3).</summary>
public sealed class ChangeEmailSpecs
{
    private static readonly Editor Self = new(Administers: false, IsTheUser: true, SecondFactorConfirmed: false);
    private static readonly Editor Colleague = Self with { IsTheUser = false };
    private static readonly Editor Admin = Colleague with { Administers = true };
    private static readonly UserCreated Unverified = Created with { EmailVerified = false };
    private static readonly UserEmailChanged ByHimself = new("Ne\u0308w@example.org", "N\u00cbW@EXAMPLE.ORG", BySomebodyElse: false);
    private static readonly UserEmailChanged BySomebody = ByHimself with { BySomebodyElse = true };
    private static readonly UserEmailCodeIssued Issued = new(Noon);

    [Fact]
    public void An_address_that_the_user_changed_is_unproven_and_has_a_code() =>
        Given(Created).When(Change(Self)).Then(ByHimself, new UserEmailUnverified(), Issued);

    [Fact]
    public void So_is_one_that_a_colleague_changed_and_that_it_was_not_the_user_is_kept() =>
        Given(Created).When(Change(Colleague)).Then(BySomebody, new UserEmailUnverified(), Issued);

    [Fact]
    public void What_was_unproven_stays_so_and_has_a_new_code()
    {
        Given(Unverified).When(Change(Self)).Then(ByHimself, Issued);
        Given(Unverified).When(Change(Admin)).Then(BySomebody, Issued);
        Given(Unverified).When(Change(Self, verified: false)).Then(ByHimself, Issued);
    }

    [Fact]
    public void An_administrator_who_says_nothing_of_proof_leaves_it_as_it_is() =>
        Given(Created).When(Change(Admin)).Then(BySomebody);

    [Fact]
    public void An_administrator_who_changes_his_own_address_leaves_its_proof_as_it_is_too() =>
        Given(Created).When(Change(Admin with { IsTheUser = true })).Then(ByHimself);

    [Fact]
    public void An_administrator_may_say_that_the_new_address_is_proven()
    {
        Given(Created).When(Change(Admin, verified: true)).Then(BySomebody);
        Given(Unverified).When(Change(Admin, verified: true)).Then(BySomebody, new UserEmailVerified());
    }

    [Fact]
    public void An_administrator_may_say_that_the_new_address_is_unproven() =>
        Given(Created).When(Change(Admin, verified: false)).Then(BySomebody, new UserEmailUnverified(), Issued);

    [Fact]
    public void The_user_cannot_call_his_new_address_proven_by_sending_back_that_the_old_one_was() =>
        Given(Created).When(Change(Self, verified: true))
            .ThenOnce(again: Refusals.NotAuthorized, ByHimself, new UserEmailUnverified(), Issued);

    [Fact]
    public void The_user_cannot_call_an_address_unproven_not_even_a_new_one() =>
        Given(Created).When(Change(Self, verified: false)).ThenRefused(Refusals.NotAuthorized);

    [Fact]
    public void Another_spelling_of_the_same_address_is_a_change() =>
        Given(Created).When(user => user.ChangeProfile(new("ADA@example.org", null, null, null, false, Noon), Admin))
            .Then(new UserEmailChanged("ADA@example.org", "ADA@EXAMPLE.ORG", BySomebodyElse: true));

    [Fact]
    public void The_address_he_has_issues_no_code() =>
        Given(Unverified).When(user => user.ChangeProfile(new(Created.Email, null, null, null, false, Noon), Self)).ThenNothing();

    private static Func<User, IReadOnlyList<UserEvent>> Change(Editor editor, bool? verified = null) =>
        user => user.ChangeProfile(new(ByHimself.Email, verified, null, null, NewPassword: false, Noon), editor);
}
