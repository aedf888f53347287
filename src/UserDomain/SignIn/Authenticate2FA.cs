using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.SignIn;

/// <summary>
/// Gives the code of a second factor (wire contract, section 4): to end a sign-in that waits for it; else, in a session, to confirm the
/// secret that was issued last, to turn the second factor off where that was asked for, or to have the session count as confirmed.
/// </summary>
public sealed record Authenticate2FA(Secret? Code) : ICommand<SignInAnswer>, ISessionCall
{
    public Access Access => Access.Public.WhileEnrolling();

    internal sealed class Validator : AbstractValidator<Authenticate2FA>
    {
        public Validator() => RuleFor(call => call.Code).NotNull().WithMessage("Code is Required");
    }

    /// <summary>
    /// Each way decides in the user's turn on him as he is then. Sessions are looked for after him: one that a change of him has ended is
    /// not found, and one that the next change ends makes the append a conflict.
    /// </summary>
    internal sealed class Handler(
        CallContext context, ISessions sessions, KnownCallers callers, IViews views, UserRepository users, SignIns signIns, SecondFactor secondFactor,
        Companions companions, UserQueue queue)
        : ICommandHandler<Authenticate2FA, SignInAnswer>
    {
        public async Task<SignInAnswer> Handle(Authenticate2FA call, CancellationToken cancellationToken) => context switch
        {
            { PendingToken: { } pending } => await SignInAsync(Tokens.KeyOf(pending), call.Code!, cancellationToken),
            { Caller: { UserId: { } userId, Session: { } session, ApiKey: null }, Token: { } token } =>
                await InSessionAsync(userId, session, call.Code!, cancellationToken) is { } user
                    ? new SignedInAnswer(token.Reveal(), SignedInUser.Of(user))
                    : NotAuthenticatedAnswer.WrongCode,
            _ => NotAuthenticatedAnswer.NobodySignsIn,
        };

        private async Task<SignInAnswer> SignInAsync(SessionKey pending, Secret code, CancellationToken cancellationToken)
        {
            if (await sessions.FindPendingAsync(pending, context.Address, cancellationToken) is not { } userId)
                return NotAuthenticatedAnswer.NobodySignsIn;
            using var turn = await queue.EnterAsync(userId, cancellationToken);
            var user = (await views.FindAsync(userId, cancellationToken))!;
            if (await sessions.FindPendingAsync(pending, context.Address, cancellationToken) is null)
                return NotAuthenticatedAnswer.NobodySignsIn;

            var outcome = SignInGate.FactsOf(user.Info).Decide(passwordIsRight: true);
            if (outcome is SignInOutcome.Locked or SignInOutcome.EmailNotVerified)
                return NotAuthenticatedAnswer.Of((NotSignedInAnswer)SignInAnswer.Of(new(outcome)));
            if (outcome != SignInOutcome.SecondFactorDue)
                return NotAuthenticatedAnswer.NobodySignsIn; // it was turned off meanwhile: there is no code to give
            if (!await secondFactor.IsRightAsync(user, code, cancellationToken))
                return NotAuthenticatedAnswer.WrongCode;
            var token = await signIns.OpenAsync(user, SessionKind.Open, cancellationToken, pending);
            return new SignedInAnswer(token.Reveal(), SignedInUser.Of(user.Info));
        }

        /// <returns>The user as he is then; none where the code was wrong.</returns>
        private async Task<UserInfoView?> InSessionAsync(UserId userId, SessionKey session, Secret code, CancellationToken cancellationToken)
        {
            using var turn = await queue.EnterAsync(userId, cancellationToken);
            var user = (await views.FindAsync(userId, cancellationToken))!;
            var isThere = await sessions.FindAsync(session, context.Address, cancellationToken) is not null;
            if (!isThere || !await secondFactor.IsRightAsync(user, code, cancellationToken))
                return null;

            if (!user.Info.IsEnrolled)
                return await ChangeAsync(user, state => state.ConfirmTwoFactor(), _ => Confirmed(userId, session), cancellationToken);
            if (await sessions.IsDisablingAsync(session, cancellationToken))
                return await ChangeAsync(user, state => state.DisableTwoFactor(), decided => companions.Of(decided, verifier: null, spared: session), cancellationToken);
            await callers.ConfirmAsync(session, cancellationToken);
            return user.Info;
        }

        private async Task<UserInfoView> ChangeAsync(
            Seen user, Func<User, IReadOnlyList<UserEvent>> decide, Func<Decided, IEnumerable<Companion>> beside,
            CancellationToken cancellationToken)
        {
            var state = await users.LoadAtAsync(user, cancellationToken);
            return (await users.ChangeAsync(state, decide, decided => Beside.With(beside(decided)), cancellationToken)).Info!;
        }

        private static IEnumerable<Companion> Confirmed(UserId userId, SessionKey session) =>
            [new SessionConfirmed(session), new SessionsEnded(userId, session) { SparesConfirmed = true }];
    }
}
