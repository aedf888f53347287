using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Accounts;

/// <summary>Takes a user out of an account that is not his default one (wire contract, section 8). The account handle that clients send beside the id is passed over.</summary>
public sealed record RemoveUserAccount(long? AccountId, long? UserId, string? UserName) : ICommand<Done>, IUserCall
{
    public Access Access => Access.Holding(Permission.Operator).WithAnyReach();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<RemoveUserAccount>
    {
        public Validator() => RuleFor(call => call.AccountId).NotNull().WithMessage("AccountId is Required");
    }

    internal sealed class Handler(Subject subject, UserRepository users) : ICommandHandler<RemoveUserAccount, Done>
    {
        public async Task<Done> Handle(RemoveUserAccount call, CancellationToken cancellationToken)
        {
            await users.ChangeAsync(subject.State, user => user.RemoveAccount(call.AccountId!.Value), cancellationToken);
            return Done.Instance;
        }
    }
}
