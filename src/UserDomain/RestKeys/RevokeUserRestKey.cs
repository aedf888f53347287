using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.RestKeys;

/// <summary>Takes one user's key for the REST endpoint away: it opens nothing from then on. Where there is none, nothing happens.</summary>
public sealed record RevokeUserRestKey(long? UserId, string? UserName) : ICommand<Done>, IUserCall
{
    public Access Access => Access.Holding(Permission.Operator).OrSelf().WithAnyReach().AlsoByRestKey();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Handler(Subject subject, UserRepository users, CallContext context) : ICommandHandler<RevokeUserRestKey, Done>
    {
        public async Task<Done> Handle(RevokeUserRestKey call, CancellationToken cancellationToken)
        {
            var user = subject.State;
            await users.ChangeAsync(
                user, state => state.RevokeRestKey(), _ => new([new RestKeyCleared(user.UserId)], context.Caller.AsReadBeside(user)), cancellationToken);
            return Done.Instance;
        }
    }
}
