using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.EventSourcing;

/// <summary>Something to answer queries from, made of events and of nothing else: a rebuild gives the same documents.</summary>
public interface IView
{
    /// <summary>What it is called in the database; chosen once.</summary>
    static abstract string Name { get; }
}

/// <summary>A view of one document a user: a fold of the document before and the event.</summary>
public interface IUserView<TSelf> : IView where TSelf : class, IUserView<TSelf>
{
    /// <summary>Whether an event can change the document: for one that cannot, none is looked for. All can, where a view does not say.</summary>
    static virtual bool Shows(UserEvent happened) => true;

    /// <summary>The next document. Called for every event of the user's stream in order; the same instance for one it does not show.</summary>
    static abstract TSelf? Project(TSelf? view, Recorded recorded);
}

/// <summary>A view of many documents a user: each follows from one event alone, so that nothing is read to write one.</summary>
public interface IRowView<TSelf> : IView where TSelf : class, IRowView<TSelf>
{
    /// <summary>The documents that the event puts in place or takes out; none for an event it does not show.</summary>
    static abstract IEnumerable<ViewChange> Project(UserId userId, Recorded recorded);
}

/// <summary>A view of documents that each follow from one event and its place alone, of any stream.</summary>
public interface IEventView<TSelf> : IView where TSelf : class, IEventView<TSelf>
{
    /// <summary>The documents that the event puts in place; none for an event it does not show.</summary>
    static abstract IEnumerable<ViewChange> Project(Sequenced sequenced);
}

/// <summary>What a query about one user sees. It sees every acknowledged write, whichever host made it.</summary>
public interface IUserViews
{
    /// <summary>The user's info at the version of his stream, in one snapshot; nothing for a user who does not exist.</summary>
    ValueTask<Seen?> FindAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>The same, and with it all documents that a view of rows has of him, in no order.</summary>
    ValueTask<Seen<TRow>?> FindWithAsync<TRow>(UserId userId, CancellationToken cancellationToken) where TRow : class, IRowView<TRow>;

    /// <summary>The same, and with it his keys and their values without where they come from.</summary>
    ValueTask<SeenConfig?> FindConfigAsync(UserId userId, CancellationToken cancellationToken);
}

/// <summary>The port to where views are kept. Every read sees every acknowledged write, whichever host made it.</summary>
public interface IViews : IUserViews
{
    /// <summary>Who has this name, by its key; names never change hands.</summary>
    ValueTask<UserId?> FindUserIdAsync(string userNameKey, CancellationToken cancellationToken);

    /// <summary>Who has this address at present, by its key.</summary>
    ValueTask<UserId?> FindUserIdByEmailAsync(string emailKey, CancellationToken cancellationToken);

    /// <summary>Whose affiliate tag this is, by its key.</summary>
    ValueTask<UserId?> FindUserIdByTagAsync(string tagKey, CancellationToken cancellationToken);

    /// <summary>All users who are locked, in no order.</summary>
    ValueTask<IReadOnlyList<UserInfoView>> FindLockedAsync(CancellationToken cancellationToken);

    /// <summary>How many users this one brought in; not those who registered themselves and have proved no address.</summary>
    ValueTask<long> CountAffiliatesAsync(UserId userId, CancellationToken cancellationToken);
}

/// <summary>What a query saw of a user, at which version of his stream.</summary>
public record Seen(long Version, UserInfoView Info);

/// <inheritdoc cref="Seen"/>
public sealed record Seen<TRow>(long Version, UserInfoView Info, IReadOnlyList<TRow> Rows) : Seen(Version, Info)
    where TRow : class, IRowView<TRow>;

/// <inheritdoc cref="Seen"/>
public sealed record SeenConfig(long Version, UserInfoView Info, StoredPairs Pairs) : Seen(Version, Info);
