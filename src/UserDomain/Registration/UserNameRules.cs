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
            .Must(name => name is null || IsUserName(name.Trim())).WithMessage("UserName is invalid");
    }

    /// <summary>Of spaces there is the one that people type: wider and narrower ones look like it.</summary>
    private static bool IsUserName(string name) => !name.Any(c => c == ':' || (char.IsWhiteSpace(c) && c != ' ')) && !name.HoldsInvisible;
}
