using System.Text.Json.Serialization;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Affiliates;

/// <summary>How many users have this one as their affiliate, by a tag or by his id (wire contract, section 8). Who registered
/// himself and has proved no address is not counted: a registration with an address that is another's only seems to be one, and that must not show here.</summary>
/// <param name="OMSId">The OMS he must be of; none is the caller's. Only a superuser may name another one.</param>
public sealed record GetUserAffiliateCount(long? OMSId, long? UserId, string? UserName) : IQuery<AffiliateCount>, IUserQuery
{
    public Access Access => Access.Holding(Permission.Operator, Permission.Trading).OrSelf();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Handler(Subject subject, IViews views) : IQueryHandler<GetUserAffiliateCount, AffiliateCount>
    {
        public async Task<AffiliateCount> Handle(GetUserAffiliateCount call, CancellationToken cancellationToken)
        {
            var user = subject.Seen.Info;
            user.MustBeOf(call.OMSId);
            return new(await views.CountAffiliatesAsync(new(user.UserId), cancellationToken));
        }
    }
}

/// <summary>The answer, spelled alike in both generations of clients.</summary>
public sealed record AffiliateCount([property: JsonPropertyName("Count")] long Count);
