using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Affiliates;

/// <summary>One tag by which a user brings in others. The key is unique among all users.</summary>
/// <param name="Position">The version of the user's stream at which it was set.</param>
public sealed record UserAffiliateTagEntry(long UserId, string Tag, string TagKey, long Position) : IRowView<UserAffiliateTagEntry>
{
    public static string Name => "user_affiliate_tag";

    public static IEnumerable<ViewChange> Project(UserId userId, Recorded recorded)
    {
        if (recorded.Event is not UserAffiliateTagSet e)
            yield break;
        if (e.Replaces is { } replaced)
            yield return new(typeof(UserAffiliateTagEntry), IdOf(userId, replaced), null);
        yield return new(
            typeof(UserAffiliateTagEntry), IdOf(userId, e.TagKey), new UserAffiliateTagEntry(userId.Value, e.Tag, e.TagKey, recorded.Version));
    }

    private static string IdOf(UserId userId, string tagKey) => $"{userId}/{tagKey}";
}
