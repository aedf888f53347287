using UserDomain.Calls;
using UserDomain.EventSourcing;

namespace UserDomain.SignIn;

/// <summary>Turns a user's second factor off from the server itself: the way in for who has lost his device. Where it is off, nothing happens.</summary>
public sealed record TurnOffTwoFactor(long? UserId, string? UserName) : ICommand<Done>, IUserCall
{
    public Access Access => Access.AtTheServer;

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Handler(Subject subject, UserRepository users, Companions companions) : ICommandHandler<TurnOffTwoFactor, Done>
    {
        public async Task<Done> Handle(TurnOffTwoFactor call, CancellationToken cancellationToken)
        {
            var user = subject.State;
            await users.ChangeAsync(
                user, state => state.DisableTwoFactor(), decided => Beside.With(companions.Of(decided, verifier: null, spared: null)), cancellationToken);
            return Done.Instance;
        }
    }
}
