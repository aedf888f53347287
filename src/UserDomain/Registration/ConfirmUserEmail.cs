using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;

namespace UserDomain.Registration;

/// <summary>Proves that an address is the user's, by the code that was mailed there; a code works once (wire contract, section 8).</summary>
[Alias("ConfirmEmail")]
public sealed record ConfirmUserEmail(long? UserId, Secret? VerifyEmailCode) : ICommand<Done>, IAboutUser
{
    public Access Access => Access.Public;

    public UserAddress About => new(UserId, null);

    internal sealed class Validator : AbstractValidator<ConfirmUserEmail>
    {
        public Validator()
        {
            RuleFor(call => call.UserId).NotNull().WithMessage("UserId is Required");
            RuleFor(call => call.VerifyEmailCode).NotNull().WithMessage("VerifyEmailCode is Required");
        }
    }

    internal sealed class Handler(UserRepository users, IViews views, IEmailCodes codes, EvenAnswers even, VenueSettings venue, TimeProvider clock)
        : ICommandHandler<ConfirmUserEmail, Done>
    {
        public async Task<Done> Handle(ConfirmUserEmail call, CancellationToken cancellationToken)
        {
            var userId = new UserId(call.UserId!.Value);
            var user = await views.FindAsync(userId, cancellationToken);
            var code = await codes.FindAsync(userId, cancellationToken);

            var isDue = user is { Info: { CodePending: true, CodeIssuedAt: { } issued } } && clock.GetUtcNow() - issued < venue.CodeLifetime;
            var isRight = code is not null && Codes.IsCode(call.VerifyEmailCode!) && Codes.AreSame(call.VerifyEmailCode!, code);
            if (!isDue || !isRight)
            {
                await even.WaitAsync(cancellationToken);
                throw new RefusedException(Refusals.CodeWrong);
            }

            await users.RecordAsync(user!, [new UserEmailVerified()], Beside.With(Cleared(userId, user!.Info)), cancellationToken);
            return Done.Instance;
        }

        /// <summary>A code for a new password that went to the address before must not outlive it.</summary>
        private static IEnumerable<Companion> Cleared(UserId userId, UserInfoView user) =>
            user.EmailSetByOther ? [new EmailCodeCleared(userId)] : [new EmailCodeCleared(userId), new ResetCodeCleared(userId)];
    }
}
