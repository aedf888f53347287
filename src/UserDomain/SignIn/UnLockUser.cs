using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>
/// Lifts a user's lock and the count that leads to one; where there is neither, it is done as well (wire contract, section 8). Who reaches
/// less than any user may do it for himself only, and does not lift the count: or whoever has his session could guess his password without end.
/// </summary>
public sealed record UnLockUser(long? UserId, string? UserName) : ICommand<bool>, IUserCall
{
    public Access Access => Access.Holding(Permission.Operator, Permission.UserOperator);

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Handler(Subject subject, UserRepository users, CallContext context) : ICommandHandler<UnLockUser, bool>
    {
        public async Task<bool> Handle(UnLockUser call, CancellationToken cancellationToken)
        {
            var (caller, target) = (context.Caller, subject.State);
            RefusedException.Unless(subject.Reach == Reach.Any || caller.UserId == target.UserId, Refusals.NotAuthorized);
            if (subject.Reach != Reach.Any && !target.User.IsLocked)
                return true;
            await users.ChangeAsync(target, user => user.Unlock(), _ => new([], caller.AsReadBeside(target)) { Answer = true }, cancellationToken);
            return true;
        }
    }
}
