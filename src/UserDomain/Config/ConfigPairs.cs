using FluentValidation;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>The pairs that a call carries, in any of the shapes that the wire takes for them (wire contract, 7.5), values as canonical strings.</summary>
public sealed record ConfigPairs(IReadOnlyList<ConfigPair> Pairs)
{
    public static ConfigPairs None { get; } = new([]);

    /// <summary>The limits of the wire contract, 5.2. Lengths count UTF-16 units, as clients count them.</summary>
    internal sealed class Validator : AbstractValidator<ConfigPairs>
    {
        internal const int MaximumPairs = 256;
        internal const int MaximumKeyLength = 256;
        internal const int MaximumValueLength = 65_536;

        public Validator()
        {
            RuleFor(config => config.Pairs.Count).LessThanOrEqualTo(MaximumPairs).WithMessage("Config has too many pairs");
            RuleForEach(config => config.Pairs).ChildRules(pair =>
            {
                pair.RuleFor(p => p.Key).NotEmpty().WithMessage("Key is Required");
                pair.RuleFor(p => p.Key).MaximumLength(MaximumKeyLength).WithMessage("Key is too long");
                pair.RuleFor(p => p.Value).MaximumLength(MaximumValueLength).WithMessage("Value is too long");
            });
        }
    }
}
