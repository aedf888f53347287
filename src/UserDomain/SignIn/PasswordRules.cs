using FluentValidation;
using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>What a password must have (wire contract, section 4).</summary>
internal static class PasswordRules
{
    private const int MaximumLength = 128;

    extension<T>(IRuleBuilder<T, Secret?> rule)
    {
        public IRuleBuilderOptions<T, Secret?> MustBeStrong(int minimumLength) => rule
            .Must(password => password is null || IsStrong(password.Reveal(), minimumLength))
            .WithMessage($"Password must have {minimumLength} to {MaximumLength} characters, among them a lower-case letter, an upper-case letter and a digit");
    }

    /// <summary>Whether the venue takes it as a password.</summary>
    public static bool IsStrong(string password, int minimumLength) =>
        password.Length >= minimumLength && password.Length <= MaximumLength
        && password.Any(char.IsLower) && password.Any(char.IsUpper) && password.Any(char.IsDigit);
}
