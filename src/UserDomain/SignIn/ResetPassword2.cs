using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>
/// Sets a new password by a mailed code, which works once; all sessions of the user end, a lock stays. A second factor is asked for
/// as ever (wire contract, section 8).
/// </summary>
public sealed record ResetPassword2(long? UserId, Secret? Password, Secret? PendingCode) : ICommand<Done>, IAboutUser
{
    public Access Access => Access.Public;

    public UserAddress About => new(UserId, null);

    internal sealed class Validator : AbstractValidator<ResetPassword2>
    {
        public Validator(VenueSettings venue)
        {
            RuleFor(call => call.UserId).NotNull().WithMessage("UserId is Required");
            RuleFor(call => call.PendingCode).NotNull().WithMessage("PendingCode is Required");
            RuleFor(call => call.Password).NotNull().WithMessage("Password is Required");
            RuleFor(call => call.Password).MustBeStrong(venue.PasswordMinLength);
        }
    }

    internal sealed class Handler(
        UserRepository users, IViews views, IResetCodes codes, PasswordWork passwords, EvenAnswers even, VenueSettings venue, TimeProvider clock)
        : ICommandHandler<ResetPassword2, Done>
    {
        public async Task<Done> Handle(ResetPassword2 call, CancellationToken cancellationToken)
        {
            var userId = new UserId(call.UserId!.Value);
            var user = await views.FindAsync(userId, cancellationToken);
            var code = await codes.FindAsync(userId, cancellationToken); // after the version that the append asserts

            var isDue = user is not null && code is not null && clock.GetUtcNow() - code.At < venue.CodeLifetime;
            var isRight = Codes.IsCode(call.PendingCode!) && Codes.AreSame(Codes.HashOf(call.PendingCode!), code?.CodeHash ?? "");
            if (!isDue || !isRight)
            {
                await even.WaitAsync(cancellationToken);
                throw new RefusedException(Refusals.CodeWrong);
            }

            var verifier = await passwords.HashAsync(call.Password!, cancellationToken);
            await users.RecordAsync(
                user!, [new UserPasswordChanged()],
                Beside.With([new VerifierSet(userId, verifier), new ResetCodeCleared(userId), new SessionsEnded(userId, Except: null)]),
                cancellationToken);
            return Done.Instance;
        }
    }
}
