using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

public sealed class SignInSpecs
{
    /// <summary>The gate of the wire contract, section 4: lock, password, address, second factor, in this order.</summary>
    [Fact]
    public void The_first_of_lock_password_address_and_second_factor_that_stops_him_is_the_answer()
    {
        foreach (var (locked, right, verified, twoFactor, enrolled) in EveryCase)
        {
            new SignInFacts(Exists: true, locked, verified, twoFactor, enrolled).Decide(right).Should().Be(
                locked ? SignInOutcome.Locked
                : !right ? SignInOutcome.WrongPassword
                : !verified ? SignInOutcome.EmailNotVerified
                : twoFactor && enrolled ? SignInOutcome.SecondFactorDue
                : twoFactor ? SignInOutcome.EnrolmentDue
                : SignInOutcome.SignedIn);
        }
    }

    [Fact]
    public void A_user_who_does_not_exist_fails_like_a_wrong_password() =>
        Either.Select(default(SignInFacts).Decide).Should().OnlyContain(outcome => outcome == SignInOutcome.WrongPassword);

    [Fact]
    public void Unlocking_lifts_a_lock() => Given(Created, new UserLocked(Noon)).When(user => user.Unlock()).Then(new UserUnlocked());

    [Fact]
    public void Unlocking_lifts_the_count_that_leads_to_a_lock() =>
        Given(Created, new UserSignInFailed(Noon)).When(user => user.Unlock()).Then(new UserUnlocked());

    [Fact]
    public void Where_there_is_neither_lock_nor_count_there_is_nothing_to_lift()
    {
        Given(Created).When(user => user.Unlock()).ThenNothing();
        Given(Created, new UserSignInFailed(Noon), new UserPasswordChanged()).When(user => user.Unlock()).ThenNothing();
    }

    [Fact]
    public void Nobody_unlocks_a_user_who_does_not_exist() => Given().When(user => user.Unlock()).ThenRefused(Refusals.UserUnknown);

    [Fact]
    public void A_password_is_set_each_time_it_is_asked_for() =>
        Given(Created).When(user => user.SetPassword()).ThenEachTime(new UserPasswordChanged());

    [Fact]
    public void Nobody_sets_a_password_of_a_user_who_does_not_exist() =>
        Given().When(user => user.SetPassword()).ThenRefused(Refusals.UserUnknown);

    [Fact]
    public void Sessions_are_ended_each_time_it_is_asked_for() =>
        Given(Created).When(user => user.EndSessions()).ThenEachTime(new UserSessionsEnded());

    [Fact]
    public void Nobody_ends_sessions_of_a_user_who_does_not_exist() => Given().When(user => user.EndSessions()).ThenRefused(Refusals.UserUnknown);

    [Fact]
    public void A_new_password_starts_the_count_anew_and_leaves_the_lock()
    {
        var user = Given(Created, new UserSignInFailed(Noon), new UserSignInFailed(Noon), new UserLocked(Noon), new UserPasswordChanged());
        user.FailedAttempts.Should().Be(0);
        user.IsLocked.Should().BeTrue();
    }

    private static bool[] Either => [false, true];

    private static IEnumerable<(bool Locked, bool Right, bool Verified, bool TwoFactor, bool Enrolled)> EveryCase =>
        from locked in Either
        from right in Either
        from verified in Either
        from twoFactor in Either
        from enrolled in Either
        select (locked, right, verified, twoFactor, enrolled);
}
