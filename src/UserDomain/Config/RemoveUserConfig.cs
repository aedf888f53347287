using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>Takes one key out of one user's configuration. Not open to the user himself, and without a key it removes nothing (wire contract, 7.7).</summary>
public sealed record RemoveUserConfig(long? UserId, string? UserName, string? Key) : ICommand<Done>, IUserCall
{
    public Access Access => Access.Holding(Permission.Operator).WithAnyReach().AlsoByKey();

    public UserAddress Target => new(UserId, UserName);

    public IEnumerable<string> ConfigKeys => Key is null ? [] : [Key];

    internal sealed class Validator : AbstractValidator<RemoveUserConfig>
    {
        public Validator() => RuleFor(call => call.Key).NotEmpty().WithMessage("Key is Required");
    }

    internal sealed class Handler(Subject subject, UserRepository users) : ICommandHandler<RemoveUserConfig, Done>
    {
        public async Task<Done> Handle(RemoveUserConfig call, CancellationToken cancellationToken)
        {
            await users.ChangeAsync(subject.State, user => user.RemoveConfig(call.Key!), cancellationToken);
            return Done.Instance;
        }
    }
}
