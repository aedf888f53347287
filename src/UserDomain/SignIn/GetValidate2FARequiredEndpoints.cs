using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>The calls that users with a second factor can make only from a confirmed session: their names in lower case, sorted.</summary>
public sealed record GetValidate2FARequiredEndpoints : IQuery<IReadOnlyList<string>>
{
    public Access Access => Access.Public;

    internal sealed class Handler(VenueSettings venue) : IQueryHandler<GetValidate2FARequiredEndpoints, IReadOnlyList<string>>
    {
        public Task<IReadOnlyList<string>> Handle(GetValidate2FARequiredEndpoints call, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string>>(
                [.. venue.SecondFactorCalls.Select(name => name.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }
}
