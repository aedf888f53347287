using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>Asks that the caller's second factor be turned off, which the next code does that he gives in this session by <see cref="Authenticate2FA"/>. Where it is off, that is fine.</summary>
public sealed record Disable2FA : ICommand<Done>, IUserCall
{
    public Access Access => Access.OwnLogin;

    public UserAddress Target => default;

    internal sealed class Handler(Subject subject, CallContext context, ISessions sessions) : ICommandHandler<Disable2FA, Done>
    {
        public async Task<Done> Handle(Disable2FA call, CancellationToken cancellationToken)
        {
            if (subject.State.User.Use2FA && context.Caller.Session is { } session)
                await sessions.BeginDisablingAsync(session, cancellationToken);
            return Done.Instance;
        }
    }
}
