using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;

namespace UserDomain.SignIn;

/// <summary>Signs in by name and password, or goes on with a session that is there (wire contract, section 4). A session that is named goes first; it is not a new one.</summary>
public sealed record WebAuthenticateUser(string? UserName, Secret? Password, Secret? SessionToken = null) : ICommand<SignInAnswer>, ISessionCall, IAboutUser
{
    public Access Access => Access.Public;

    public UserAddress About => new(null, UserName);

    internal sealed class Validator : AbstractValidator<WebAuthenticateUser>
    {
        public Validator() => When(call => call.SessionToken is null, () =>
        {
            RuleFor(call => call.UserName).NotEmpty().WithMessage("UserName is Required");
            RuleFor(call => call.Password).NotNull().WithMessage("Password is Required");
        });
    }

    internal sealed class Handler(SignInGate gate, ISessions sessions, IViews views, CallContext context) : ICommandHandler<WebAuthenticateUser, SignInAnswer>
    {
        public async Task<SignInAnswer> Handle(WebAuthenticateUser call, CancellationToken cancellationToken) =>
            call.SessionToken is { } token
                ? await ResumeAsync(token, cancellationToken)
                : SignInAnswer.Of(await gate.SignInAsync(call.UserName!, call.Password!, cancellationToken)) switch
                {
                    NotSignedInAnswer no => NotAuthenticatedAnswer.Of(no),
                    var answer => answer,
                };

        private async Task<SignInAnswer> ResumeAsync(Secret token, CancellationToken cancellationToken)
        {
            var caller = await sessions.FindAsync(token, context.Address, cancellationToken);
            if (caller?.UserId is not { } userId)
                return NotAuthenticatedAnswer.NobodySignsIn;
            context.Becomes = new(token, userId, PendingToken: null);
            return caller.MayOnlyEnrol
                ? NotAuthenticatedAnswer.MustEnrol
                : new SignedInAnswer(token.Reveal(), SignedInUser.Of((await views.FindAsync(userId, cancellationToken))!.Info));
        }
    }
}
