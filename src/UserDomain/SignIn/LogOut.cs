using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>Ends the session that the call comes with; without one there is nothing to end, and that is fine.</summary>
public sealed record LogOut : ICommand<Done>, ISessionCall
{
    public Access Access => Access.Public.WhileEnrolling();

    internal sealed class Handler(CallContext context, KnownCallers callers) : ICommandHandler<LogOut, Done>
    {
        public async Task<Done> Handle(LogOut call, CancellationToken cancellationToken)
        {
            if (context.Caller.Session is { } session)
                await callers.EndAsync(session, cancellationToken);
            context.Becomes = ConnectionSession.None;
            return Done.Instance;
        }
    }
}
