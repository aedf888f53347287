using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Profile;

/// <summary>Changes what is given of one user's info; what is not given stays (wire contract, 7.3). It creates nobody and renames nobody.</summary>
public sealed record SetUserInfo(
    long? UserId, string? UserName, Secret? Password, string? Email, bool? EmailVerified, long? AccountId, bool? Use2FA)
    : ICommand<UserObject>, IUserCall
{
    public Access Access => Access.Holding(Permission.Operator, Permission.Trading).OrSelf().AlsoByKey();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<SetUserInfo>
    {
        public Validator(VenueSettings venue)
        {
            RuleFor(call => call.Password).MustBeStrong(venue.PasswordMinLength);
            RuleFor(call => call.Email).MustBeAnAddress();
        }
    }

    internal sealed class Handler(
        Subject subject, UserRepository users, CallContext context, PasswordWork passwords, Companions companions, IEmailCodes codes,
        TimeProvider clock)
        : ICommandHandler<SetUserInfo, UserObject>
    {
        public async Task<UserObject> Handle(SetUserInfo call, CancellationToken cancellationToken)
        {
            var caller = context.Caller;
            var userId = subject.State.UserId;
            var editor = new Editor(subject.Reach == Reach.Any, caller.UserId == userId, caller.SecondFactorConfirmed, caller.IsProgram);

            // Whether another's password was guessed right must not show: those who may not set it are refused before it is looked at.
            RefusedException.Unless(call.Password is null || editor.MaySetPassword, Refusals.NotAuthorized);
            var verifier = call.Password is { } password ? await passwords.ReplaceAsync(userId, password, cancellationToken) : null;

            var change = new ProfileChange(
                call.Email?.Trim(), call.EmailVerified, call.AccountId, call.Use2FA, NewPassword: verifier is not null, clock.GetUtcNow());
            var decided = subject.State.User.ChangeProfile(change, editor);
            var shown = await ShownAsync(decided, cancellationToken);
            await users.ChangeAsync(subject.State, _ => decided, With, cancellationToken);
            return shown;

            Beside With(Decided made)
            {
                Companion[] beside = [.. companions.Of(made, verifier, caller.Session, signsOut: call.EmailVerified == false)];
                var code = subject.Reach == Reach.Any ? beside.OfType<EmailCodeSet>().SingleOrDefault()?.Code.Reveal() : null;
                shown = UserObject.Of(made.After, code ?? shown.PendingEmailCode);
                return new(beside, TouchesCredentials(decided) ? caller.AsReadBeside(subject.State) : []) { Answer = shown };
            }
        }

        /// <summary>The user as he was read, with the pending code where it outlives the change: it must be known before it is appended.</summary>
        private async Task<UserObject> ShownAsync(IReadOnlyList<UserEvent> decided, CancellationToken cancellationToken) =>
            decided.Any(happened => happened is UserEmailCodeIssued or UserEmailVerified or UserEmailChanged)
                ? UserObject.Of(subject.State.Info!, pendingEmailCode: "")
                : await UserObject.ForAsync(subject.State.Info!, subject.Reach, codes, cancellationToken);

        /// <summary>Who changes credentials, another's or his own, must still be who he was when they change (wire contract, section 6).</summary>
        private static bool TouchesCredentials(IReadOnlyList<UserEvent> decided) => decided.Any(happened => happened is
            UserPasswordChanged or UserEmailChanged or UserEmailVerified or UserTwoFactorEnabled or UserTwoFactorDisabled);
    }
}
