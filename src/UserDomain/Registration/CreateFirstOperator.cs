using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Registration;

/// <summary>Makes user 1, <c>operator</c>, a verified superuser; where a start that was cut short has made him, he gets the password. So it can be repeated.</summary>
public sealed record CreateFirstOperator(Secret Password) : ICommand<Done>
{
    private const string UserName = "operator";
    /// <summary>Goes nowhere, whatever mail server there is: nobody can have a code for his password sent anywhere until he gives an address.</summary>
    private const string Email = "operator@userdomain.invalid";
    private const long AccountId = 1;

    public Access Access => Access.AtTheServer;

    internal sealed class Validator : AbstractValidator<CreateFirstOperator>
    {
        public Validator(VenueSettings venue) => RuleFor(call => call.Password).MustBeStrong(venue.PasswordMinLength);
    }

    internal sealed class Handler(NewUsers newUsers, UserRepository users, PasswordWork passwords, VenueSettings venue)
        : ICommandHandler<CreateFirstOperator, Done>
    {
        public async Task<Done> Handle(CreateFirstOperator call, CancellationToken cancellationToken)
        {
            var present = await users.LoadAsync(UserId.FirstOperator, [], cancellationToken);
            if (present.User.Exists)
                await passwords.SetAsync(users, present, call.Password, cancellationToken);
            else
                await newUsers.CreateAsync(Planned(call.Password), UserId.FirstOperator, AccountId, Done.Instance, cancellationToken);
            return Done.Instance;
        }

        private PlannedUser Planned(Secret password) => new(
            UserName, Email, EmailVerified: true, AccountId, venue.OmsIds[0], venue.OperatorIds[0], AffiliateId: 0, RefererId: 0,
            Use2FA: false, SelfRegistered: false, password, [Permission.Superuser], []);
    }
}
