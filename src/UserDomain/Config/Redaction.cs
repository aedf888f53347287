using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>
/// Which values of a user's configuration are hidden from whom (wire contract, 7.6). The user himself and those who reach any user see all of
/// them; who reaches him by an account sees stars in place of the values of the venue's redacted keys.
/// </summary>
internal static class Redaction
{
    public const string Mask = "*****";

    /// <param name="reach">How the caller reaches the user: also the user himself may reach himself by more than being himself.</param>
    public static bool ShowsAll(Caller caller, UserId userId, Reach reach) => reach == Reach.Any || caller.UserId == userId;

    /// <summary>The pair as it is shown to somebody who may not see all.</summary>
    public static ConfigPair Redact(ConfigPair pair, VenueSettings venue) =>
        !venue.RedactedKeys.Contains(pair.Key) ? pair
        : pair is ProvenPair proven ? proven with { Value = Mask, SetBy = Mask, SetAt = Mask, SetWith = Mask }
        : pair with { Value = Mask };

    /// <summary>
    /// The pairs without those that somebody who may not see all sends back as they were shown to him: they are to stay as they are. Of a key
    /// that is named twice the last value counts.
    /// </summary>
    public static IEnumerable<ConfigPair> WithoutMasked(IReadOnlyList<ConfigPair> pairs, VenueSettings venue)
    {
        var masked = pairs.GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .Where(named => venue.RedactedKeys.Contains(named.Key) && named.Last().Value == Mask)
            .Select(named => named.Key).ToHashSet(StringComparer.Ordinal);
        return pairs.Where(pair => !masked.Contains(pair.Key));
    }
}
