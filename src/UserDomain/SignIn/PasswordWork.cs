using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>The hashing that one call needs. It is dear, so a call that is decided again takes the result it had.</summary>
public sealed class PasswordWork(IPasswordHasher hasher, IVerifiers verifiers, Companions companions)
{
    private readonly Dictionary<string, bool> matches = [];
    private Secret? hashed;

    /// <summary>A verifier of the new password.</summary>
    public async Task<Secret> HashAsync(Secret password, CancellationToken cancellationToken) =>
        hashed ??= await hasher.HashAsync(password, cancellationToken);

    /// <summary>A verifier of the password; none if it is the user's present one, which is nothing new.</summary>
    public async Task<Secret?> ReplaceAsync(UserId userId, Secret password, CancellationToken cancellationToken)
    {
        var present = await verifiers.FindAsync(userId, cancellationToken);
        var isPresent = present is not null && await MatchesAsync(present, password, cancellationToken);
        return isPresent ? null : await HashAsync(password, cancellationToken);
    }

    /// <summary>Whether it is the user's password; as slow for a user who does not exist or has none.</summary>
    public async Task<bool> IsRightAsync(UserId userId, Secret password, CancellationToken cancellationToken) =>
        await MatchesAsync(await verifiers.FindAsync(userId, cancellationToken), password, cancellationToken);

    /// <summary>Gives the user the password, whatever he has; all his sessions end.</summary>
    public async Task SetAsync(UserRepository users, UserState user, Secret password, CancellationToken cancellationToken)
    {
        var verifier = await HashAsync(password, cancellationToken);
        await users.ChangeAsync(
            user, state => state.SetPassword(),
            decided => Beside.With(companions.Of(decided, verifier, spared: null)), cancellationToken);
    }

    /// <summary>Whether the verifier is the password's; as slow without one.</summary>
    public async Task<bool> MatchesAsync(Secret? verifier, Secret password, CancellationToken cancellationToken)
    {
        var key = verifier?.Reveal() ?? "";
        if (!matches.TryGetValue(key, out var match))
            matches[key] = match = await hasher.VerifyAsync(verifier, password, cancellationToken);
        return match;
    }
}
