using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Accounts;

/// <summary>Links a user to one more account, which is taken as given (wire contract, section 8). The account handle that clients send beside the id is passed over.</summary>
public sealed record AddUserAccount(long? AccountId, long? UserId, string? UserName) : ICommand<Done>, IUserCall
{
    public Access Access => Access.Holding(Permission.Operator).WithAnyReach();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<AddUserAccount>
    {
        public Validator() => RuleFor(call => call.AccountId).NotNull().WithMessage("AccountId is Required");
    }

    internal sealed class Handler(Subject subject, UserRepository users) : ICommandHandler<AddUserAccount, Done>
    {
        public async Task<Done> Handle(AddUserAccount call, CancellationToken cancellationToken)
        {
            await users.ChangeAsync(subject.State, user => user.AddAccount(call.AccountId!.Value), cancellationToken);
            return Done.Instance;
        }
    }
}
