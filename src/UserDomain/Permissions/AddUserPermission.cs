using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Permissions;

/// <summary>
/// Gives a user a permission (wire contract, section 8). Nobody gives what he does not hold, but a superuser; it counts at once, in
/// sessions that are open too.
/// </summary>
/// <param name="Value">1 or none; 0 takes the permission away, as older clients do it.</param>
public sealed record AddUserPermission(long? UserId, string? UserName, string? Permission, int? Value) : ICommand<Done>, IUserCall
{
    public Access Access => Access.Holding(Model.Permission.Operator).WithAnyReach();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<AddUserPermission>
    {
        public Validator()
        {
            RuleFor(call => call.Permission).NotEmpty().WithMessage("Permission is Required");
            RuleFor(call => call.Value).InclusiveBetween(0, 1).WithMessage("Value is invalid");
        }
    }

    internal sealed class Handler(Subject subject, UserRepository users, CallContext context) : ICommandHandler<AddUserPermission, Done>
    {
        public async Task<Done> Handle(AddUserPermission call, CancellationToken cancellationToken)
        {
            var (caller, target) = (context.Caller, subject.State);
            var name = PermissionNames.Find(call.Permission!) ?? throw new RefusedException(Refusals.PermissionUnknown);
            var mayGive = caller.HoldsBeside(target, Model.Permission.Superuser) || caller.HoldsBeside(target, name);
            await users.ChangeAsync(
                target, user => call.Value == 0 ? user.RevokePermission(name) : user.GrantPermission(name, mayGive),
                _ => new([], caller.AsReadBeside(target)), cancellationToken);
            return Done.Instance;
        }
    }
}
