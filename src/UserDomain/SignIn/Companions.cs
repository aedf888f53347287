using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>What has to be written beside decided events: verifiers, codes and the letters that carry them, secrets, and the end of sessions.</summary>
public sealed class Companions(Letters letters, TimeProvider clock)
{
    /// <param name="verifier">What the new password is verified against, where there is one.</param>
    /// <param name="spared">The session that goes on after a password change: the one it was made from.</param>
    /// <param name="signsOut">Whether it was asked for that the address be unproven. Where that only follows from a new address, sessions live on (wire contract, 7.3).</param>
    public IEnumerable<Companion> Of(Decided decided, Secret? verifier, SessionKey? spared, bool signsOut = false)
    {
        var userId = new UserId(decided.After.UserId);
        if (decided.Has<UserPasswordChanged>() && verifier is not null)
            yield return new VerifierSet(userId, verifier);
        var recoversElsewhere = decided.Before is { } before && before.RecoveryEmail != decided.After.RecoveryEmail;
        if (decided.Has<UserPasswordChanged>() || decided.Has<UserEmailChanged>() || recoversElsewhere)
            yield return new ResetCodeCleared(userId); // on its way to whoever has the old password or address

        foreach (var companion in OfEmail(userId, decided))
            yield return companion;

        if (decided.Has<UserTwoFactorDisabled>())
            yield return new TwoFactorSecretCleared(userId);

        if (signsOut && decided.Has<UserEmailUnverified>())
            yield return new SessionsEnded(userId, Except: null);
        else if (decided.Has<UserPasswordChanged>())
            yield return new SessionsEnded(userId, spared);
    }

    /// <summary>A new code for the user's address, and the letter that brings it there.</summary>
    public IEnumerable<Companion> OfCode(UserId userId, string userName, string email, DateTimeOffset issuedAt)
    {
        var code = Tokens.New();
        yield return new EmailCodeSet(userId, code, issuedAt);
        yield return new MailQueued(letters.ConfirmEmail(email, userName, userId, code, clock.GetUtcNow()));
    }

    private IEnumerable<Companion> OfEmail(UserId userId, Decided decided)
    {
        if (decided.Has<UserEmailChanged>())
        {
            foreach (var address in new[] { decided.Before!.Email, decided.Before.RecoveryEmail }.Where(address => address.Length > 0).Distinct(StringComparer.Ordinal))
                yield return new MailQueued(letters.EmailChanged(address, decided.After.UserName, clock.GetUtcNow()));
        }

        if (decided.Events.OfType<UserEmailCodeIssued>().FirstOrDefault() is { } issued)
        {
            foreach (var companion in OfCode(userId, decided.After.UserName, decided.After.Email, issued.At))
                yield return companion;
        }
        else if (decided.Has<UserEmailChanged>() || decided.Has<UserEmailVerified>())
        {
            yield return new EmailCodeCleared(userId);
        }
    }
}
