using System.Globalization;
using System.Linq.Expressions;
using global::Marten;
using UserDomain.Affiliates;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Views;
using UserDomain.Profile;

namespace UserDomain.Marten;

/// <summary>
/// Views by Marten's queries. A user as he is seen comes with his stream's version, both of one moment: those questions are one statement over two of
/// Marten's tables, which it has no query for, and are asked as with the other engine.
/// </summary>
internal sealed class MartenViews(MartenStore store, PostgresViews together) : IViews
{
    public ValueTask<Seen?> FindAsync(UserId userId, CancellationToken cancellationToken) => together.FindAsync(userId, cancellationToken);

    public ValueTask<Seen<TRow>?> FindWithAsync<TRow>(UserId userId, CancellationToken cancellationToken) where TRow : class, IRowView<TRow> =>
        together.FindWithAsync<TRow>(userId, cancellationToken);

    public ValueTask<SeenConfig?> FindConfigAsync(UserId userId, CancellationToken cancellationToken) => together.FindConfigAsync(userId, cancellationToken);

    public ValueTask<UserId?> FindUserIdAsync(string userNameKey, CancellationToken cancellationToken) =>
        FindIdAsync<UserInfoView>(document => document.View.UserNameKey == userNameKey, cancellationToken);

    public ValueTask<UserId?> FindUserIdByEmailAsync(string emailKey, CancellationToken cancellationToken) =>
        FindIdAsync<UserInfoView>(document => document.View.EmailKey == emailKey, cancellationToken);

    public async ValueTask<UserId?> FindUserIdByTagAsync(string tagKey, CancellationToken cancellationToken) =>
        await store.AskAsync(
            (session, token) => session.Query<ViewDocument<UserAffiliateTagEntry>>().SingleOrDefaultAsync(document => document.View.TagKey == tagKey, token),
            cancellationToken) is { } tag
            ? new UserId(tag.View.UserId)
            : null;

    public async ValueTask<IReadOnlyList<UserInfoView>> FindLockedAsync(CancellationToken cancellationToken) =>
        await store.AskAsync(async (session, token) =>
        {
            var locked = await session.Query<ViewDocument<UserInfoView>>().Where(document => document.View.Locked).ToListAsync(token);
            return locked.Select(document => document.View).ToArray();
        }, cancellationToken);

    public ValueTask<long> CountAffiliatesAsync(UserId userId, CancellationToken cancellationToken) => together.CountAffiliatesAsync(userId, cancellationToken);

    private async ValueTask<UserId?> FindIdAsync<TView>(Expression<Func<ViewDocument<TView>, bool>> which, CancellationToken cancellationToken) where TView : class, IView =>
        await store.AskAsync((session, token) => session.Query<ViewDocument<TView>>().Where(which).Select(document => document.Id).SingleOrDefaultAsync(token), cancellationToken) is { } id
            ? new UserId(long.Parse(id, CultureInfo.InvariantCulture))
            : null;
}
