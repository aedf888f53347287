using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>
/// Mails a code that sets a new password, at most once a minute, to the last address that was verified and is the user's own doing. The
/// answer is the same whether there is such a user or not (wire contract, sections 6 and 8).
/// </summary>
public sealed record ResetPassword(string? UserName) : ICommand<Done>, IAboutUser
{
    public Access Access => Access.Public;

    public UserAddress About => new(null, UserName);

    internal sealed class Validator : AbstractValidator<ResetPassword>
    {
        public Validator() => RuleFor(call => call.UserName).NotEmpty().WithMessage("UserName is Required");
    }

    internal sealed class Handler(UserRepository users, IViews views, IStrangers strangers, Letters letters, EvenAnswers even, TimeProvider clock)
        : ICommandHandler<ResetPassword, Done>
    {
        public async Task<Done> Handle(ResetPassword call, CancellationToken cancellationToken)
        {
            var userId = await views.FindUserIdAsync(TextKey.Of(call.UserName!), cancellationToken) ?? UserId.Nobody;
            var user = await views.FindAsync(userId, cancellationToken);
            var address = user?.Info.RecoveryEmail ?? "";
            var owner = await views.FindUserIdByEmailAsync(TextKey.Of(address), cancellationToken);
            var now = clock.GetUtcNow();

            // An address that he gave up may be another user's by now.
            if (user is not null && address.Length > 0 && (owner is null || owner == userId) && !IsRecent(user.Info.ResetRequestedAt, now))
                await users.RecordAsync(user, [new UserPasswordResetRequested(now)], Beside.With(OfCode(user, address, now)), cancellationToken);
            else
                await strangers.QueueNothingAsync(cancellationToken);

            return await even.WaitAsync(Done.Instance, cancellationToken);
        }

        private Companion[] OfCode(Seen user, string address, DateTimeOffset now)
        {
            var (userId, code) = (new UserId(user.Info.UserId), Tokens.New());
            return
            [
                new ResetCodeSet(userId, Codes.HashOf(code), now),
                new MailQueued(letters.ResetPassword(address, user.Info.UserName, userId, code, now)),
            ];
        }

        private static bool IsRecent(DateTimeOffset? requestedAt, DateTimeOffset now) => requestedAt is { } at && now - at < Codes.Pause;
    }
}
