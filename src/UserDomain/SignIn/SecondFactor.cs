using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>
/// Tells right codes from wrong ones, and takes the right one: each once. A wrong one counts towards the lock like a wrong password.
/// Against a secret that is not confirmed it counts apart: who can give codes for that could have another secret shown to him as well.
/// </summary>
public sealed class SecondFactor(ITwoFactorSecrets secrets, SignIns signIns, CallContext context, TimeProvider clock)
{
    /// <param name="user">As he was seen before the code is looked at: what follows from it must assert that version, since his secret changes only with it.</param>
    /// <param name="ifWrong">What the call answers with where it is wrong, for a call whose answer is kept.</param>
    /// <returns>Whether it is his and was not taken before. One that was taken is no guess, so that sending it twice does not lock him.</returns>
    /// <exception cref="ConcurrentChangeException">The user was changed meanwhile: nothing was counted, decide again.</exception>
    public async Task<bool> IsRightAsync(Seen user, Secret code, CancellationToken cancellationToken, object? ifWrong = null)
    {
        var userId = new UserId(user.Info.UserId);
        if (await secrets.FindAsync(userId, cancellationToken) is not { } secret)
            return false;

        if (Totp.FindStep(Base32.Read(secret.Reveal()), Digits(code), clock.GetUtcNow()) is { } step)
            return await secrets.UseStepAsync(userId, step, context.CallId, cancellationToken); // a call that is decided again has its code still
        if (user.Info.IsEnrolled)
            await signIns.FailAsync(user, cancellationToken, ifWrong);
        else
            await secrets.CountWrongAsync(userId, cancellationToken);
        return false;
    }

    /// <summary>Apps show codes with a gap in the middle, which people copy.</summary>
    private static string Digits(Secret code) => string.Concat(code.Reveal().Where(letter => !char.IsWhiteSpace(letter)));
}
