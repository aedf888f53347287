using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Permissions;

/// <summary>The permissions that one user holds, sorted ignoring case (wire contract, 7.8).</summary>
public sealed record GetUserPermissions(long? UserId, string? UserName) : IQuery<IReadOnlyList<string>>, IUserQuery
{
    public Access Access => Access.Holding(Permission.Operator, Permission.Trading, Permission.AccountReadOnly).OrSelf();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Handler(Subject subject) : IQueryHandler<GetUserPermissions, IReadOnlyList<string>>
    {
        public Task<IReadOnlyList<string>> Handle(GetUserPermissions call, CancellationToken cancellationToken) =>
            Task.FromResult(subject.Seen.Info.Permissions);
    }
}
