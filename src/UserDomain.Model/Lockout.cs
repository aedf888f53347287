namespace UserDomain.Model;

/// <summary>How many failures within which time lock a user (wire contract, section 4).</summary>
public sealed record Lockout(int Threshold, TimeSpan Window)
{
    /// <summary>The most failures that a venue can let pass; no more of them need be remembered.</summary>
    public const int HighestThreshold = 100;

    /// <summary>Five within five minutes.</summary>
    public static Lockout Default { get; } = new(5, TimeSpan.FromMinutes(5));

    /// <summary>What one more failure comes to: it is counted, and the one that reaches the threshold locks.</summary>
    /// <param name="recent">When others failed before it. One that seems to lie ahead counts: the clock was moved.</param>
    public IReadOnlyList<UserEvent> Fail(IReadOnlyList<DateTimeOffset> recent, DateTimeOffset at) =>
        recent.Count(failed => at - failed < Window) + 1 >= Threshold ? [new UserSignInFailed(at), new UserLocked(at)] : [new UserSignInFailed(at)];
}
