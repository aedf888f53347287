namespace UserDomain.Model;

public sealed partial record User
{
    /// <summary>How many tags one user may have.</summary>
    public const int MaximumAffiliateTags = 100;

    /// <summary>One more tag, beside those that he has; one that he has already, in any case, decides nothing.</summary>
    public IReadOnlyList<UserEvent> AddAffiliateTag(string tag)
    {
        MustExist();
        var key = TextKey.Of(tag);
        if (AffiliateTags.Contains(key))
            return [];
        RefusedException.Unless(AffiliateTags.Count < MaximumAffiliateTags, Refusals.TooManyAffiliateTags);
        return [new UserAffiliateTagSet(tag, key)];
    }

    /// <summary>A tag in the place of the one that was set last, or his first; one that he has already, in any case, decides nothing.</summary>
    public IReadOnlyList<UserEvent> ReplaceAffiliateTag(string tag)
    {
        MustExist();
        var key = TextKey.Of(tag);
        return AffiliateTags.Contains(key) ? [] : [new UserAffiliateTagSet(tag, key, AffiliateTags is [.., var last] ? last : null)];
    }
}
