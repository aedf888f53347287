using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>All keys and values of one user, sorted by key, ordinal (wire contract, 7.6).</summary>
public sealed record GetUserConfig(long? UserId, string? UserName) : IQuery<IReadOnlyList<ConfigPair>>, IUserQuery
{
    public Access Access => Access.Holding(Permission.Operator, Permission.Trading).OrSelf();

    public UserAddress Target => new(UserId, UserName);

    async ValueTask<Seen?> IUserQuery.SeeAsync(IViews views, UserId userId, CancellationToken cancellationToken) =>
        await views.FindWithAsync<UserConfigEntry>(userId, cancellationToken);

    internal sealed class Handler(Subject subject) : IQueryHandler<GetUserConfig, IReadOnlyList<ConfigPair>>
    {
        public Task<IReadOnlyList<ConfigPair>> Handle(GetUserConfig call, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ConfigPair>>([
                .. subject.SeenWith<UserConfigEntry>().Rows
                    .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => new ConfigPair(entry.Key, entry.Value)),
            ]);
    }
}
