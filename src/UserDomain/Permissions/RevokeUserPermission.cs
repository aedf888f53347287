using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Permissions;

/// <summary>
/// Takes a permission from a user (wire contract, section 8), from his open sessions at once too. A role can be taken only by those who
/// hold it, since nobody else may change its holders.
/// </summary>
public sealed record RevokeUserPermission(long? UserId, string? UserName, string? Permission) : ICommand<Done>, IUserCall
{
    public Access Access => Access.Holding(Model.Permission.Operator).WithAnyReach();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<RevokeUserPermission>
    {
        public Validator() => RuleFor(call => call.Permission).NotEmpty().WithMessage("Permission is Required");
    }

    internal sealed class Handler(Subject subject, UserRepository users, CallContext context) : ICommandHandler<RevokeUserPermission, Done>
    {
        public async Task<Done> Handle(RevokeUserPermission call, CancellationToken cancellationToken)
        {
            var name = PermissionNames.Find(call.Permission!) ?? throw new RefusedException(Refusals.PermissionUnknown);
            await users.ChangeAsync(
                subject.State, user => user.RevokePermission(name), _ => new([], context.Caller.AsReadBeside(subject.State)), cancellationToken);
            return Done.Instance;
        }
    }
}
