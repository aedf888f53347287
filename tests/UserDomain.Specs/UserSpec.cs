using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>Given what happened, when this is decided, then that is recorded. No store, no mocks, no clock.</summary>
public static class UserSpec
{
    public static User Given(params IEnumerable<UserEvent> history) => User.Fold(history);

    extension(User user)
    {
        public Decision When(Func<User, IReadOnlyList<UserEvent>> decide) => new(user, decide);
    }
}

/// <summary>A decision about a user, and what may be said of it.</summary>
public sealed record Decision(User User, Func<User, IReadOnlyList<UserEvent>> Decide)
{
    /// <summary>Exactly these events; and deciding the same again, after them, decides nothing.</summary>
    public void Then(params IReadOnlyList<UserEvent> expected)
    {
        Decides(expected);
        Decide(After(expected)).Should().BeEmpty("a repeated call must change nothing");
    }

    public void ThenNothing() => Decide(User).Should().BeEmpty();

    /// <summary>Exactly these events, and the same again each time it is asked for.</summary>
    public void ThenEachTime(params IReadOnlyList<UserEvent> expected)
    {
        Decides(expected);
        Decide(After(expected)).Should().Equal(expected);
    }

    /// <summary>Exactly these events; asked for again, after them, it is refused.</summary>
    public void ThenOnce(Refusal again, params IReadOnlyList<UserEvent> expected)
    {
        Decides(expected);
        IsRefused(After(expected), again);
    }

    public void ThenRefused(Refusal refusal) => IsRefused(User, refusal);

    private User After(IReadOnlyList<UserEvent> expected) => expected.Aggregate(User, User.Evolve);

    private void Decides(IReadOnlyList<UserEvent> expected) => Decide(User).Should().Equal(expected);

    private void IsRefused(User user, Refusal refusal) =>
        FluentActions.Invoking(() => Decide(user)).Should().Throw<RefusedException>().Which.Refusal.Should().Be(refusal);
}
