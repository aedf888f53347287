using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Permissions;

/// <summary>Every permission that can be given, sorted ignoring case (wire contract, 7.9).</summary>
public sealed record GetAvailablePermissionList : IQuery<IReadOnlyList<string>>
{
    public Access Access => Access.Holding(Permission.Operator, Permission.AdminUI);

    internal sealed class Handler : IQueryHandler<GetAvailablePermissionList, IReadOnlyList<string>>
    {
        public Task<IReadOnlyList<string>> Handle(GetAvailablePermissionList call, CancellationToken cancellationToken) =>
            Task.FromResult(PermissionNames.All);
    }
}
