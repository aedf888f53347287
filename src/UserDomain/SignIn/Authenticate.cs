using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>Signs in by the name and password of a Basic header (wire contract, section 4); without a readable one nobody is signed in.</summary>
public sealed record Authenticate : ICommand<SignInAnswer>, ISessionCall
{
    public Access Access => Access.Public;

    internal sealed class Handler(SignInGate gate, CallContext context) : ICommandHandler<Authenticate, SignInAnswer>
    {
        public async Task<SignInAnswer> Handle(Authenticate call, CancellationToken cancellationToken) =>
            context.Basic is var (userName, password)
                ? SignInAnswer.Of(await gate.SignInAsync(userName, password, cancellationToken))
                : throw new RefusedException(Refusals.NotSignedIn);
    }
}
