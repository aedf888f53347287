using FluentValidation;
using UserDomain.Profile;

namespace UserDomain.Registration;

/// <summary>What a user name may look like (wire contract, 5.1): a colon would end it in a Basic header.</summary>
internal static class UserNameRules
{
    private const int MaximumLength = 128;

    extension<T>(IRuleBuilder<T, string?> rule)
    {
        public IRuleBuilderOptions<T, string?> MustBeAUserName() => rule
            .Must(name => !string.IsNullOrWhiteSpace(name)).WithMessage("UserName is Required")
            .Must(name => name is null || name.Trim().Length <= MaximumLength).WithMessage("UserName is too long")
            .Must(name => name is null || !name.Trim().Any(c => c == ':' || c.IsInvisible)).WithMessage("UserName is invalid");
    }
}
