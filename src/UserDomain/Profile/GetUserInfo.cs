using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Profile;

/// <summary>What there is to know of one user (wire contract, 7.4).</summary>
/// <param name="OMSId">The OMS he must be of; none is the caller's. Only a superuser may name another one.</param>
public sealed record GetUserInfo(long? OMSId, long? UserId, string? UserName) : IQuery<UserObject>, IVersionedQuery
{
    public Access Access => Access.Holding(Permission.Operator, Permission.Trading, Permission.AccountReadOnly).OrSelf();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Handler(Subject subject, IEmailCodes codes) : IQueryHandler<GetUserInfo, UserObject>
    {
        public async Task<UserObject> Handle(GetUserInfo call, CancellationToken cancellationToken)
        {
            var user = subject.Seen.Info;
            user.MustBeOf(call.OMSId);
            return await UserObject.ForAsync(user, subject.Reach, codes, cancellationToken);
        }
    }
}
