using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Accounts;

/// <summary>The ids of the accounts that one user is linked to, ascending (wire contract, section 8).</summary>
/// <param name="OMSId">The OMS he must be of; none is the caller's. Only a superuser may name another one.</param>
public sealed record GetUserAccounts(long? OMSId, long? UserId, string? UserName) : IQuery<IReadOnlyList<long>>, IUserQuery
{
    public Access Access => Access.Holding(Permission.Operator, Permission.Trading, Permission.AccountReadOnly).OrSelf();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Handler(Subject subject) : IQueryHandler<GetUserAccounts, IReadOnlyList<long>>
    {
        public Task<IReadOnlyList<long>> Handle(GetUserAccounts call, CancellationToken cancellationToken)
        {
            var user = subject.Seen.Info;
            user.MustBeOf(call.OMSId);
            return Task.FromResult<IReadOnlyList<long>>([.. user.Accounts.Order()]);
        }
    }
}
