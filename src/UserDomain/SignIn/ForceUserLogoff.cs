using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>Ends all sessions of a user, who is named by his user name only (wire contract, section 4). A sign-in under way is decided anew.</summary>
public sealed record ForceUserLogoff(string? UserName) : ICommand<Done>, IUserCall
{
    public Access Access => Access.Holding(Permission.Superuser).WithAnyReach();

    public UserAddress Target => new(null, UserName);

    internal sealed class Validator : AbstractValidator<ForceUserLogoff>
    {
        public Validator() => RuleFor(call => call.UserName).NotEmpty().WithMessage("UserName is Required");
    }

    internal sealed class Handler(Subject subject, UserRepository users) : ICommandHandler<ForceUserLogoff, Done>
    {
        public async Task<Done> Handle(ForceUserLogoff call, CancellationToken cancellationToken)
        {
            var userId = subject.State.UserId;
            await users.ChangeAsync(
                subject.State, user => user.EndSessions(), _ => Beside.With([new SessionsEnded(userId, Except: null)]), cancellationToken);
            return Done.Instance;
        }
    }
}
