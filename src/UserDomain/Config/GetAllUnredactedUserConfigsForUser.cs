using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>
/// All keys and values of one user, none of them hidden, sorted by key, ordinal (wire contract, 7.6). For the user himself and for those who
/// reach any user, who see them by GetUserConfig as well; to reach him by an account is not enough, whatever one holds.
/// </summary>
public sealed record GetAllUnredactedUserConfigsForUser(long? UserId, string? UserName) : IQuery<IReadOnlyList<ConfigPair>>, IUserQuery
{
    public Access Access => Access.Holding(Permission.Operator).OrSelf();

    public UserAddress Target => new(UserId, UserName);

    async ValueTask<Seen?> IUserQuery.SeeAsync(IUserViews views, UserId userId, CancellationToken cancellationToken) =>
        await views.FindConfigAsync(userId, cancellationToken);

    internal sealed class Handler(Subject subject, CallContext context) : IQueryHandler<GetAllUnredactedUserConfigsForUser, IReadOnlyList<ConfigPair>>
    {
        public Task<IReadOnlyList<ConfigPair>> Handle(GetAllUnredactedUserConfigsForUser call, CancellationToken cancellationToken)
        {
            var seen = (SeenConfig)subject.Seen;
            RefusedException.Unless(Redaction.ShowsAll(context.Caller, new(seen.Info.UserId), subject.Reach), Refusals.NotAuthorized);
            return Task.FromResult<IReadOnlyList<ConfigPair>>(seen.Pairs);
        }
    }
}
