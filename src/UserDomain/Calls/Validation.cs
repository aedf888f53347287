using FluentValidation;
using MediatR;
using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>Lets a call through to its handler only if it is well formed; else refuses with the first thing that is wrong. Behind authorization, so that a stranger learns nothing from it.</summary>
public sealed class Validation<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        foreach (var validator in validators)
        {
            var found = validator.Validate(request);
            if (!found.IsValid)
                throw new RefusedException(Refusals.Invalid(found.Errors[0].ErrorMessage));
        }

        return next();
    }
}
