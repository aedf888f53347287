using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Registration;

/// <summary>
/// Mails a new code to an address that has yet to be confirmed, at most once a minute; the code before it is void. The answer is the same
/// whether there is such a user or not (wire contract, section 8).
/// </summary>
public sealed record ResendVerificationEmail(string? Email) : ICommand<Done>, IAboutUser
{
    public Access Access => Access.Public;

    public UserAddress About => new() { Email = Email };

    internal sealed class Validator : AbstractValidator<ResendVerificationEmail>
    {
        public Validator() => RuleFor(call => call.Email).NotEmpty().WithMessage("Email is Required");
    }

    internal sealed class Handler(
        UserRepository users, IViews views, IStrangers strangers, Companions companions, EvenAnswers even, TimeProvider clock)
        : ICommandHandler<ResendVerificationEmail, Done>
    {
        public async Task<Done> Handle(ResendVerificationEmail call, CancellationToken cancellationToken)
        {
            var userId = await views.FindUserIdByEmailAsync(TextKey.Of(call.Email!), cancellationToken) ?? UserId.Nobody;
            var user = await views.FindAsync(userId, cancellationToken);
            var now = clock.GetUtcNow();
            if (user is { Info.EmailVerified: false } && !IsRecent(user.Info.CodeIssuedAt, now))
            {
                await users.RecordAsync(
                    user, [new UserEmailCodeIssued(now)], Beside.With(companions.OfCode(userId, user.Info.UserName, user.Info.Email, now)), cancellationToken);
            }
            else
            {
                await strangers.QueueNothingAsync(cancellationToken);
            }

            return await even.WaitAsync(Done.Instance, cancellationToken);
        }

        /// <summary>Or anybody could fill somebody's mailbox.</summary>
        private static bool IsRecent(DateTimeOffset? issuedAt, DateTimeOffset now) => issuedAt is { } at && now - at < Codes.Pause;
    }
}
