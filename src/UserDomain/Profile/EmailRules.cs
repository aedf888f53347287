using FluentValidation;

namespace UserDomain.Profile;

/// <summary>What an e-mail address may look like (wire contract, 5.1).</summary>
internal static class EmailRules
{
    private const int MaximumLength = 254;

    extension<T>(IRuleBuilder<T, string?> rule)
    {
        public IRuleBuilderOptions<T, string?> MustBeAnAddress() => rule
            .Must(email => email is null || email.Trim().Length <= MaximumLength).WithMessage("Email is too long")
            .Must(email => email is null || IsAddress(email.Trim())).WithMessage("Email is invalid");
    }

    private static bool IsAddress(string email) =>
        email.Split('@') is [{ Length: > 0 }, { Length: > 0 }] && !email.Any(char.IsWhiteSpace) && !email.HoldsInvisible;
}
