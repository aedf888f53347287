using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Affiliates;

/// <summary>The tags by which one user brings in others, the one set last first: it is the one that an update replaces (wire contract, section 8).</summary>
/// <param name="OMSId">The OMS he must be of; none is the caller's. Only a superuser may name another one.</param>
public sealed record GetUserAffiliateTag(long? OMSId, long? UserId, string? UserName) : IQuery<IReadOnlyList<AffiliateTagObject>>, IUserQuery
{
    public Access Access => Access.Holding(Permission.Operator, Permission.Trading).OrSelf();

    public UserAddress Target => new(UserId, UserName);

    async ValueTask<Seen?> IUserQuery.SeeAsync(IUserViews views, UserId userId, CancellationToken cancellationToken) =>
        await views.FindWithAsync<UserAffiliateTagEntry>(userId, cancellationToken);

    internal sealed class Handler(Subject subject) : IQueryHandler<GetUserAffiliateTag, IReadOnlyList<AffiliateTagObject>>
    {
        public Task<IReadOnlyList<AffiliateTagObject>> Handle(GetUserAffiliateTag call, CancellationToken cancellationToken)
        {
            var seen = subject.SeenWith<UserAffiliateTagEntry>();
            seen.Info.MustBeOf(call.OMSId);
            return Task.FromResult<IReadOnlyList<AffiliateTagObject>>([
                .. seen.Rows.OrderByDescending(tag => tag.Position)
                    .Select(tag => new AffiliateTagObject(seen.Info.OmsId, tag.UserId, tag.UserId, tag.Tag)),
            ]);
        }
    }
}

/// <summary>A tag as the wire shows it.</summary>
/// <param name="AffiliateId">What those who come by the tag get as their affiliate id: its owner's.</param>
public sealed record AffiliateTagObject(long OMSId, long UserId, long AffiliateId, string AffiliateTag);
