using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Registration;

/// <summary>Makes user 1, <c>operator</c>, a verified superuser; where he exists he stays as he is. A step of a first start, so it can be repeated.</summary>
public sealed record CreateFirstOperator(Secret Password) : ICommand<Done>
{
    private const string UserName = "operator";
    private const string Email = "operator@localhost";
    private const long AccountId = 1;

    public Access Access => Access.AtTheServer;

    internal sealed class Handler(NewUsers users, VenueSettings venue) : ICommandHandler<CreateFirstOperator, Done>
    {
        public async Task<Done> Handle(CreateFirstOperator call, CancellationToken cancellationToken)
        {
            var planned = new PlannedUser(
                UserName, Email, EmailVerified: true, AccountId, venue.OmsIds[0], venue.OperatorIds[0], AffiliateId: 0, RefererId: 0,
                Use2FA: false, SelfRegistered: false, call.Password, [Permission.Superuser], []);
            await users.CreateAsync(planned, UserId.FirstOperator, AccountId, cancellationToken);
            return Done.Instance;
        }
    }
}
