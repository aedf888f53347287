using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>All keys and values of one user, sorted by key, ordinal; the venue may hide some values from those who reach him by an account only (wire contract, 7.6).</summary>
/// <param name="Provenance">Whether each pair is to say who set it, when, and by which call.</param>
public sealed record GetUserConfig(long? UserId, string? UserName, bool? Provenance = null) : IQuery<IReadOnlyList<ConfigPair>>, IVersionedQuery
{
    public Access Access => Access.Holding(Permission.Operator, Permission.Trading).OrSelf();

    public UserAddress Target => new(UserId, UserName);

    async ValueTask<Seen?> IUserQuery.SeeAsync(IUserViews views, UserId userId, CancellationToken cancellationToken) => Provenance ?? false
        ? await views.FindWithAsync<UserConfigEntry>(userId, cancellationToken)
        : await views.FindConfigAsync(userId, cancellationToken);

    internal sealed class Handler(Subject subject, CallContext context, VenueSettings venue) : IQueryHandler<GetUserConfig, IReadOnlyList<ConfigPair>>
    {
        public Task<IReadOnlyList<ConfigPair>> Handle(GetUserConfig call, CancellationToken cancellationToken)
        {
            IReadOnlyList<ConfigPair> pairs = subject.Seen is SeenConfig plain
                ? plain.Pairs
                : [.. UserConfigEntry.PairsOf(subject.SeenWith<UserConfigEntry>().Rows)];
            return Task.FromResult(Redaction.ShowsAll(context.Caller, new(subject.Seen.Info.UserId), subject.Reach)
                ? pairs
                : [.. pairs.Select(pair => Redaction.Redact(pair, venue))]);
        }
    }
}
