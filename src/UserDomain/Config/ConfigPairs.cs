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
            RuleFor(config => config.Pairs).Custom((pairs, context) =>
            {
                for (var i = 0; i < pairs.Count; i++)
                {
                    if (WrongWith(pairs[i]) is { } wrong)
                        context.AddFailure($"Pairs[{i}]", wrong);
                }
            });
        }

        private static string? WrongWith(ConfigPair pair) =>
            string.IsNullOrWhiteSpace(pair.Key) ? "Key is Required"
            : pair.Key.Length > MaximumKeyLength ? "Key is too long"
            : pair.Value.Length > MaximumValueLength ? "Value is too long"
            : null;
    }
}
