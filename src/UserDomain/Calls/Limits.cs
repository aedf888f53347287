using FluentValidation;

namespace UserDomain.Calls;

/// <summary>How much one page of an answer holds.</summary>
internal static class Limits
{
    public const int Usual = 100;
    public const int Most = 500;

    /// <summary>Texts on one page, in UTF-16 units: one that goes over it is the page's last, so that long values do not make long pages.</summary>
    public const int MostText = 1024 * 1024;

    extension<T>(IRuleBuilder<T, int?> rule)
    {
        public IRuleBuilderOptions<T, int?> MustBeALimit() => rule.InclusiveBetween(1, Most).WithMessage("Limit is invalid");
    }
}
