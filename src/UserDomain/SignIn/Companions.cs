using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>What has to be written beside decided events: verifiers, codes, secrets, and the end of sessions.</summary>
internal static class Companions
{
    /// <param name="verifier">What the new password is verified against, where there is one.</param>
    /// <param name="spared">The session that goes on after a password change: the one it was made from.</param>
    /// <param name="signsOut">Whether it was asked for that the address be unproven. Where that only follows from a new address, sessions live on (wire contract, 7.3).</param>
    public static IEnumerable<Companion> Of(
        UserId userId, IReadOnlyList<UserEvent> decided, Secret? verifier, SessionKey? spared, bool signsOut = false)
    {
        if (decided.OfType<UserPasswordChanged>().Any() && verifier is not null)
            yield return new VerifierSet(userId, verifier);

        if (decided.OfType<UserEmailCodeIssued>().FirstOrDefault() is { } issued)
            yield return new EmailCodeSet(userId, Tokens.New(), issued.At);
        else if (decided.Any(happened => happened is UserEmailChanged or UserEmailVerified))
            yield return new EmailCodeCleared(userId);

        if (decided.OfType<UserTwoFactorDisabled>().Any())
            yield return new TwoFactorSecretCleared(userId);

        if (signsOut && decided.OfType<UserEmailUnverified>().Any())
            yield return new SessionsEnded(userId, Except: null);
        else if (decided.OfType<UserPasswordChanged>().Any())
            yield return new SessionsEnded(userId, spared);
    }
}
