using UserDomain.Calls;
using UserDomain.EventSourcing;

namespace UserDomain.SignIn;

/// <summary>Lifts a user's lock from the server itself; where there is none, nothing happens.</summary>
public sealed record Unlock(long? UserId, string? UserName) : ICommand<Done>, IUserCall
{
    public Access Access => Access.AtTheServer;

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Handler(Subject subject, UserRepository users) : ICommandHandler<Unlock, Done>
    {
        public async Task<Done> Handle(Unlock call, CancellationToken cancellationToken)
        {
            await users.ChangeAsync(subject.State, user => user.Unlock(), cancellationToken);
            return Done.Instance;
        }
    }
}
