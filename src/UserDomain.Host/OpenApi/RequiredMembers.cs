using FluentValidation;
using FluentValidation.Validators;

namespace UserDomain.Host.OpenApi;

/// <summary>Which members a call cannot do without, whatever else it has: those that its validator asks for unconditionally.</summary>
internal sealed class RequiredMembers(IServiceProvider services)
{
    /// <param name="call">The call's record.</param>
    /// <returns>Their names; of a member of a member, <c>Outer.Inner</c>.</returns>
    public IReadOnlySet<string> Of(Type call)
    {
        using var scope = services.CreateScope();
        return scope.ServiceProvider.GetServices(typeof(IValidator<>).MakeGenericType(call)).Cast<IValidator>()
            .SelectMany(validator => validator.CreateDescriptor().Rules)
            .Where(rule => rule.Components.Any(part => part.Validator is INotNullValidator or INotEmptyValidator && IsAlwaysAsked(rule, part)))
            .Select(rule => rule.PropertyName)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>A rule about a member of a member cannot but have the condition that the outer one is there.</summary>
    private static bool IsAlwaysAsked(IValidationRule rule, FluentValidation.Internal.IRuleComponent part) =>
        rule.PropertyName.Contains('.', StringComparison.Ordinal) || !(rule.HasCondition || rule.HasAsyncCondition || part.HasCondition || part.HasAsyncCondition);
}
