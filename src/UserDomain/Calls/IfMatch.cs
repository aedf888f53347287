using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>At which versions of its target a command may be decided (wire contract, decisions).</summary>
/// <param name="Versions">Those that the client names; none where it named none that a user could be at.</param>
public sealed record IfMatch(IReadOnlyList<long> Versions)
{
    /// <summary>At any, as long as there is such a user; where there is none the call is refused anyway.</summary>
    public static IfMatch Any { get; } = new([]) { IsAny = true };

    /// <summary>What the client said could not be read.</summary>
    public static IfMatch Malformed { get; } = new([]) { IsMalformed = true };

    private bool IsAny { get; init; }
    private bool IsMalformed { get; init; }

    /// <exception cref="RefusedException">The user is at another version.</exception>
    internal void MustAllow(UserState target)
    {
        RefusedException.Unless(!IsMalformed, Refusals.IfMatchInvalid);
        RefusedException.Unless(IsAny || Versions.Contains(target.Version), Refusals.VersionMismatch);
    }
}
