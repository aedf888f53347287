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

    async ValueTask<Seen?> IUserQuery.SeeAsync(IViews views, UserId userId, CancellationToken cancellationToken) =>
        await views.FindWithAsync<UserConfigEntry>(userId, cancellationToken);

    internal sealed class Handler(Subject subject, CallContext context, VenueSettings venue) : IQueryHandler<GetUserConfig, IReadOnlyList<ConfigPair>>
    {
        public Task<IReadOnlyList<ConfigPair>> Handle(GetUserConfig call, CancellationToken cancellationToken)
        {
            var seen = subject.SeenWith<UserConfigEntry>();
            var showsAll = Redaction.ShowsAll(context.Caller, new(seen.Info.UserId), subject.Reach);
            return Task.FromResult<IReadOnlyList<ConfigPair>>(
                [.. UserConfigEntry.PairsOf(seen.Rows, call.Provenance ?? false).Select(pair => showsAll ? pair : Redaction.Redact(pair, venue))]);
        }
    }
}
