using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;

namespace UserDomain.SignIn;

/// <summary>Gives a user a password from the server itself: the way in when nobody can sign in. All his sessions end; a lock stays.</summary>
public sealed record SetPassword(long? UserId, string? UserName, Secret Password) : ICommand<Done>, IUserCall
{
    public Access Access => Access.AtTheServer;

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<SetPassword>
    {
        public Validator(VenueSettings venue) => RuleFor(call => call.Password).MustBeStrong(venue.PasswordMinLength);
    }

    internal sealed class Handler(Subject subject, UserRepository users, PasswordWork passwords) : ICommandHandler<SetPassword, Done>
    {
        public async Task<Done> Handle(SetPassword call, CancellationToken cancellationToken)
        {
            await passwords.SetAsync(users, subject.State, call.Password, cancellationToken);
            return Done.Instance;
        }
    }
}
