using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.ApiKeys;

/// <summary>Takes a key away from one user: it opens nothing any more, and the sessions that it opened are over (wire contract, section 4).</summary>
public sealed record RemoveUserAPIKey(long? UserId, string? UserName, string? APIKey) : ICommand<Done>, IUserCall
{
    public Access Access => Access.Holding(Permission.Operator, Permission.AdminUI).OrSelf().WithAnyReach();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<RemoveUserAPIKey>
    {
        public Validator() => RuleFor(call => call.APIKey).NotEmpty().WithMessage("APIKey is Required");
    }

    internal sealed class Handler(Subject subject, UserRepository users, CallContext context) : ICommandHandler<RemoveUserAPIKey, Done>
    {
        public async Task<Done> Handle(RemoveUserAPIKey call, CancellationToken cancellationToken)
        {
            var (user, key, caller) = (subject.State, call.APIKey!, context.Caller);
            await users.ChangeAsync(
                user, state => state.RemoveApiKey(key),
                _ => new([new ApiKeySecretCleared(key)], caller.UserId == user.UserId ? [] : caller.AsRead), cancellationToken);
            return Done.Instance;
        }
    }
}
