using FluentValidation;
using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.SignIn;

/// <summary>
/// Whose session a token is of, from whatever address it is good, as the user object (wire contract, section 4). The session counts as no
/// more active for it. One of a user out of reach is as unknown as one that is over.
/// </summary>
public sealed record GetLoggedInUserBySessionToken(Secret? SessionToken) : IQuery<UserObject>
{
    public Access Access => Access.Holding(Permission.Superuser).WithAnyReach();

    internal sealed class Validator : AbstractValidator<GetLoggedInUserBySessionToken>
    {
        public Validator() => RuleFor(call => call.SessionToken).NotNull().WithMessage("SessionToken is Required");
    }

    internal sealed class Handler(ISessions sessions, IEmailCodes codes, CallContext context) : IQueryHandler<GetLoggedInUserBySessionToken, UserObject>
    {
        public async Task<UserObject> Handle(GetLoggedInUserBySessionToken call, CancellationToken cancellationToken)
        {
            var user = await sessions.FindUserAsync(Tokens.KeyOf(call.SessionToken!), cancellationToken);
            if (user is null || Reaches.Of(context.Caller, user, reads: true) is not (Reach.Any and var reach))
                throw new RefusedException(Refusals.SessionUnknown);
            return await UserObject.ForAsync(user, reach, codes, cancellationToken);
        }
    }
}
