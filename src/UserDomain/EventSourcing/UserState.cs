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

    /// <summary>The id of the event that it ends with; none before the first.</summary>
    public Guid LastEvent { get; init; }

    public StreamEnd End => new(Version, LastEvent);

    /// <summary>The version of the newest snapshot of him that was read or handed on to be written, as far as is known here.</summary>
    internal long SavedAt { get; init; }

    /// <summary>The snapshot in which a part of his configuration was left; none where all of it is here.</summary>
    public SnapshotId? LeftIn { get; init; }

    /// <summary>The same with what was left in these pieces of the snapshot; none where they are not what was left.</summary>
    public UserState? Filled(IReadOnlyList<(ConfigPiece Piece, ReadOnlyMemory<byte> Bytes)> read)
    {
        try
        {
            var user = User.Filled(read);
            return this with { User = user, LeftIn = user.Config.IsWhole ? null : LeftIn };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public static UserState None(UserId userId) => new(userId, 0, DateTimeOffset.MinValue, User.None, null);

    public UserState Apply(Recorded recorded) => new(
        UserId, recorded.Version, recorded.At, User.Evolve(User, recorded.Event), UserInfoView.Project(Info, recorded))
    {
        LastEvent = recorded.EventId,
        SavedAt = SavedAt,
        LeftIn = LeftIn,
    };

    /// <summary>What changes in the views on the way from this state over these events to the next; the last change of a document counts.</summary>
    public IReadOnlyList<ViewChange> ViewChanges(UserState next, IReadOnlyList<Recorded> events)
    {
        var changes = new List<ViewChange>(events.Count + 1);
        if (!ReferenceEquals(Info, next.Info))
            changes.Add(new(typeof(UserInfoView), UserId.ToString(), next.Info));
        foreach (var recorded in events)
        {
            changes.AddRange(UserConfigEntry.Project(UserId, recorded));
            changes.AddRange(UserApiKeyEntry.Project(UserId, recorded));
            changes.AddRange(UserAffiliateTagEntry.Project(UserId, recorded));
        }

        return changes.Count < 2 ? changes : [.. Enumerable.Reverse(changes).DistinctBy(change => (change.View, change.Id)).Reverse()];
    }
}

/// <summary>Which of a user's snapshots: the version and the event that it ends with.</summary>
public sealed record SnapshotId(long Version, Guid EventId);
