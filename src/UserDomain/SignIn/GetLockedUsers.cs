using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>The users who are locked and whom the caller reaches by more than his default account, by their ids (wire contract, section 8).</summary>
public sealed record GetLockedUsers : IQuery<IReadOnlyList<LockedUser>>
{
    public Access Access => Access.Holding(Permission.Operator, Permission.UserOperator);

    internal sealed class Handler(IViews views, CallContext context) : IQueryHandler<GetLockedUsers, IReadOnlyList<LockedUser>>
    {
        public async Task<IReadOnlyList<LockedUser>> Handle(GetLockedUsers call, CancellationToken cancellationToken) =>
        [
            .. (await views.FindLockedAsync(cancellationToken))
                .Where(user => Reaches.Of(context.Caller, user, reads: true) >= Reach.OwnAccounts)
                .OrderBy(user => user.UserId)
                .Select(user => new LockedUser(user.UserId, user.UserName, user.Email, user.LockedAt ?? DateTimeOffset.MinValue)),
        ];
    }
}

/// <summary>A locked user as he is listed. The address is his present one, verified or not.</summary>
public sealed record LockedUser(long UserId, string UserName, string Email, DateTimeOffset LockedDateTime);
