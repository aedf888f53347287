using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>
/// Puts values under keys of one user's configuration and takes others out; all of it or nothing (wire contract, 9.2). It is kept where SetUserConfig
/// keeps it. Stars that were shown in place of a value change nothing when they are sent back.
/// </summary>
public sealed record UpdateUserConfig(long? UserId, IReadOnlyList<ConfigChange>? Changes) : ICommand<Done>, IUserCall, IRestCall
{
    public string StandsFor => nameof(SetUserConfig);

    public Access Access => Access.Holding(Permission.Operator, Permission.Trading).OrSelf().AlsoByKey();

    public UserAddress Target => new(UserId, null);

    public IEnumerable<string> ConfigKeys => Changes?.Select(change => change.Key) ?? [];

    /// <summary>Whether it is what is shown in place of a hidden value: as such it is taken for a value of any type.</summary>
    public static bool IsMask(string value) => value == Redaction.Mask;

    /// <summary>The limits of SetUserConfig; what is too long is named as far as it is known to be short.</summary>
    internal sealed class Validator : AbstractValidator<UpdateUserConfig>
    {
        public Validator()
        {
            RuleFor(call => call.Changes).NotNull().WithMessage("There are no fields");
            RuleFor(call => call.Changes!.Count).LessThanOrEqualTo(ConfigPairs.Validator.MaximumPairs).When(call => call.Changes is not null)
                .WithMessage("There are too many fields");
            RuleForEach(call => call.Changes).ChildRules(change =>
            {
                change.RuleFor(c => c.Key).NotEmpty().WithMessage("A field has no name");
                change.RuleFor(c => c.Key).MaximumLength(ConfigPairs.Validator.MaximumKeyLength).WithMessage("The name of a field is too long");
                change.RuleFor(c => c.Value).MaximumLength(ConfigPairs.Validator.MaximumValueLength)
                    .When(c => c.Key.Length <= ConfigPairs.Validator.MaximumKeyLength).WithMessage(c => $"{c.Key} is too long");
            });
        }
    }

    internal sealed class Handler(Subject subject, UserRepository users, CallContext context, VenueSettings venue) : ICommandHandler<UpdateUserConfig, Done>
    {
        public async Task<Done> Handle(UpdateUserConfig call, CancellationToken cancellationToken)
        {
            ConfigPair[] given = [.. call.Changes!.Where(change => change.Value is not null).Select(change => new ConfigPair(change.Key, change.Value!))];
            var seen = Redaction.ShowsAll(context.Caller, subject.State.UserId, subject.Reach) ? given : Redaction.WithoutMasked(given, venue);
            ConfigPair[] pairs = [.. seen.Select(Checked)];
            var cleared = call.Changes!.Where(change => change.Value is null).Select(change => change.Key);
            await users.ChangeAsync(subject.State, user => user.UpdateConfig(cleared, pairs, venue.MaximumConfigBytes), cancellationToken);
            return Done.Instance;
        }

        private static ConfigPair Checked(ConfigPair pair) =>
            KnownField.Find(pair.Key) is { } field && field.Name == pair.Key ? pair with { Value = field.Checked(pair.Value) } : pair;
    }
}

/// <summary>What becomes of one key; each is named once.</summary>
/// <param name="Value">Its value from now on; none takes it out.</param>
public sealed record ConfigChange(string Key, string? Value);
