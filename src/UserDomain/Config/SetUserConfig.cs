using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>Puts values under keys of one user's configuration; all of them or none (wire contract, 7.5). Stars that were shown in place of a value change nothing when they are sent back.</summary>
public sealed record SetUserConfig(long? UserId, string? UserName, ConfigPairs? Config) : ICommand<Done>, IUserCall
{
    public Access Access => Access.Holding(Permission.Operator, Permission.Trading).OrSelf().AlsoByKey();

    public UserAddress Target => new(UserId, UserName);

    public IEnumerable<string> ConfigKeys => Config?.Pairs.Select(pair => pair.Key) ?? [];

    internal sealed class Validator : AbstractValidator<SetUserConfig>
    {
        public Validator()
        {
            RuleFor(call => call.Config).NotNull().WithMessage("Config is Required");
            RuleFor(call => call.Config!).SetValidator(new ConfigPairs.Validator()).When(call => call.Config is not null);
        }
    }

    internal sealed class Handler(Subject subject, UserRepository users, CallContext context, VenueSettings venue) : ICommandHandler<SetUserConfig, Done>
    {
        public async Task<Done> Handle(SetUserConfig call, CancellationToken cancellationToken)
        {
            var given = call.Config!.Pairs;
            var pairs = Redaction.ShowsAll(context.Caller, subject.State.UserId, subject.Reach) ? given : Redaction.WithoutMasked(given, venue);
            await users.ChangeAsync(subject.State, user => user.SetConfig(pairs, venue.MaximumConfigBytes), cancellationToken);
            return Done.Instance;
        }
    }
}
