using UserDomain.Model;

namespace UserDomain;

/// <summary>What differs from venue to venue. The defaults are those of the wire contract.</summary>
public sealed record VenueSettings
{
    /// <summary>The order management systems that users may belong to.</summary>
    public IReadOnlyList<long> OmsIds { get; init; } = [1];

    /// <summary>The operators that users may be created by.</summary>
    public IReadOnlyList<long> OperatorIds { get; init; } = [1];

    /// <summary>The shortest password, in characters.</summary>
    public int PasswordMinLength { get; init; } = 8;

    /// <summary>How many wrong passwords or codes within which time lock a user.</summary>
    public Lockout Lockout { get; init; } = Lockout.Default;

    /// <summary>The venue's name in authenticator apps.</summary>
    public string TwoFactorIssuer { get; init; } = "UserDomain";

    /// <summary>The calls that users with a second factor can make only from a session that was confirmed with it, by their names in any case.</summary>
    public IReadOnlyList<string> SecondFactorCalls { get; init; } = [];

    /// <summary>How long a mailed code is good for.</summary>
    public TimeSpan CodeLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How soon, and up to a quarter later, answers are given that must not tell by their time whether there is such a user. Nought where nobody measures.</summary>
    public TimeSpan EvenAnswersAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether people may register themselves.</summary>
    public bool RegistrationIsOpen { get; init; } = true;

    /// <summary>Whether who registers is told that the address is another user's.</summary>
    public bool RevealDuplicateEmail { get; init; }

    /// <summary>Whether affiliate and referer ids may be those of others than users.</summary>
    public bool AllowForeignAffiliates { get; init; }

    /// <summary>The keys of users' configuration whose values are shown only to the user himself and to those who reach any user.</summary>
    public IReadOnlySet<string> RedactedKeys { get; init; } = System.Collections.Frozen.FrozenSet<string>.Empty;

    /// <summary>What all keys and values of one user may come to, in bytes of UTF-8.</summary>
    public long MaximumConfigBytes { get; init; } = 1024 * 1024;

    /// <summary>About how much memory users may take that are kept ready for the next command, in bytes.</summary>
    public long UserCacheBytes { get; init; } = 128 * 1024 * 1024;

    internal void MustKnowOms(long omsId) => RefusedException.Unless(OmsIds.Contains(omsId), Refusals.OmsUnknown);

    internal void MustKnowOperator(long operatorId) => RefusedException.Unless(OperatorIds.Contains(operatorId), Refusals.OperatorUnknown);
}
