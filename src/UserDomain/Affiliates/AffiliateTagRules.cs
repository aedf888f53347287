using FluentValidation;

namespace UserDomain.Affiliates;

/// <summary>What an affiliate tag may look like: people pass it on in links and by word of mouth.</summary>
internal static class AffiliateTagRules
{
    private const int MaximumLength = 64;

    extension<T>(IRuleBuilder<T, string?> rule)
    {
        public IRuleBuilderOptions<T, string?> MustBeAnAffiliateTag() => rule
            .Must(tag => !string.IsNullOrEmpty(tag)).WithMessage("AffiliateTag is Required")
            .Must(tag => tag is null || tag.Length <= MaximumLength).WithMessage("AffiliateTag is too long")
            .Must(tag => tag is null || tag.All(char.IsAsciiLetterOrDigit)).WithMessage("AffiliateTag is invalid");
    }
}
