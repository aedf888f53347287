using UserDomain.Affiliates;
using UserDomain.ApiKeys;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.EventSourcing;

/// <summary>A user at one version of his stream: what decisions are made on, and the document that his view then has.</summary>
public sealed record UserState(UserId UserId, long Version, DateTimeOffset LastAt, User User, UserInfoView? Info)
{
    public StreamId Stream => StreamId.OfUser(UserId);

    public static UserState None(UserId userId) => new(userId, 0, DateTimeOffset.MinValue, User.None, null);

    public UserState Apply(Recorded recorded) => new(
        UserId, recorded.Version, recorded.At, User.Evolve(User, recorded.Event), UserInfoView.Project(Info, recorded));

    /// <summary>What changes in the views on the way from this state over these events to the next; the last change of a document counts.</summary>
    public IReadOnlyList<ViewChange> ViewChanges(UserState next, IReadOnlyList<Recorded> events)
    {
        var rows = events.SelectMany(RowsOf).Reverse().DistinctBy(change => (change.View, change.Id)).Reverse();
        return ReferenceEquals(Info, next.Info)
            ? [.. rows]
            : [new ViewChange(typeof(UserInfoView), UserId.ToString(), next.Info), .. rows];
    }

    private IEnumerable<ViewChange> RowsOf(Recorded recorded) =>
    [
        .. UserConfigEntry.Project(UserId, recorded),
        .. UserApiKeyEntry.Project(UserId, recorded),
        .. UserAffiliateTagEntry.Project(UserId, recorded),
    ];
}
