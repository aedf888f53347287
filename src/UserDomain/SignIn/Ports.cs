using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.SignIn;

/// <summary>The port to what hashes passwords. Only so many at a time: each takes 19 MiB and a core.</summary>
public interface IPasswordHasher
{
    /// <summary>A verifier in PHC string form.</summary>
    /// <exception cref="OverloadedException">Too many wait already.</exception>
    Task<Secret> HashAsync(Secret password, CancellationToken cancellationToken);

    /// <summary>Whether the verifier is the password's. Without one it takes as long and says no, so that a stranger cannot tell who exists.</summary>
    /// <exception cref="OverloadedException">Too many wait already.</exception>
    Task<bool> VerifyAsync(Secret? verifier, Secret password, CancellationToken cancellationToken);
}

/// <summary>The port to password verifiers. They are set by an append's companions.</summary>
public interface IVerifiers
{
    /// <summary>The user's verifier; none for a user without a password.</summary>
    ValueTask<Secret?> FindAsync(UserId userId, CancellationToken cancellationToken);
}

/// <summary>
/// The port to what encrypts secrets at rest that must be readable again, under a ring of keys: the newest seals, all open. A store notes
/// the key of each box that it keeps, so that a host that lacks one in use can refuse to start.
/// </summary>
public interface ISecretBox
{
    /// <summary>How many bytes at the beginning of a box are the same for all boxes of one key, and of no other.</summary>
    const int KeyPrefix = 20;

    /// <param name="purpose">What kind of secret it is; a secret of one kind cannot be opened as another.</param>
    byte[] Seal(string purpose, Secret secret);

    /// <exception cref="System.Security.Cryptography.CryptographicException">This host lacks the key, or it was tampered with.</exception>
    Secret Open(string purpose, byte[] box);

    /// <summary>The key that a box is sealed with, of which the first <see cref="KeyPrefix"/> bytes are enough. It need not be here.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It is no box.</exception>
    Guid KeyOf(byte[] box);

    /// <summary>Whether this host has the key.</summary>
    bool Has(Guid key);
}

/// <summary>The port to codes that confirm addresses, which stand encrypted. They are set by an append's companions.</summary>
public interface IEmailCodes
{
    /// <summary>The pending code; none where nothing is pending.</summary>
    ValueTask<Secret?> FindAsync(UserId userId, CancellationToken cancellationToken);
}

/// <summary>The port to codes that set new passwords, of which only hashes stand. They are set by an append's companions.</summary>
public interface IResetCodes
{
    /// <summary>The hash of the pending code, and when it was issued; none where nothing is pending.</summary>
    ValueTask<ResetCodeSet?> FindAsync(UserId userId, CancellationToken cancellationToken);
}

/// <summary>The port to the secrets of second factors, which stand encrypted. They are set and cleared by an append's companions.</summary>
public interface ITwoFactorSecrets
{
    /// <summary>How many wrong codes make a secret void that is not confirmed.</summary>
    const int WrongCodesToVoid = 10;

    /// <summary>The user's secret in base32, confirmed or not; none where there is none or it is void.</summary>
    ValueTask<Secret?> FindAsync(UserId userId, CancellationToken cancellationToken);

    /// <summary>Takes the code of a step, whatever host asks: each once, and none once that of a later step was taken.</summary>
    /// <param name="use">What it is taken for. Asked again for the same, as after a lost answer, it is the same answer.</param>
    ValueTask<bool> UseStepAsync(UserId userId, long timeStep, string use, CancellationToken cancellationToken);

    /// <summary>Counts a wrong code against a secret that no code of was taken yet.</summary>
    ValueTask CountWrongAsync(UserId userId, CancellationToken cancellationToken);
}

/// <summary>
/// The port to names that are nobody's: they are counted and locked as those of users are, so that no answer tells which they are.
/// Bounded: the oldest are forgotten.
/// </summary>
public interface IStrangers
{
    /// <summary>How long an address is not written to again, whatever names are tried with it, or anybody could fill somebody's mailbox.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    ValueTask<Stranger> FindAsync(string nameKey, CancellationToken cancellationToken);

    /// <summary>Counts a failure by the rule of <see cref="Lockout"/>.</summary>
    /// <returns>Whether it was counted; not where the name is locked already.</returns>
    ValueTask<bool> FailAsync(string nameKey, DateTimeOffset at, Lockout lockout, CancellationToken cancellationToken);

    /// <summary>Has the name look registered by somebody who has yet to confirm his address, and queues a letter, unless one to that address was queued so
    /// within the <see cref="Pause"/>; it is no user's name for that. Failures and a lock from before are as good as forgotten, as of a new user.</summary>
    /// <param name="answer">What is kept in the same transaction, where the call came with a key.</param>
    /// <returns>False where it looks so already; then nothing is queued or kept.</returns>
    /// <exception cref="AnswerStandsException">An answer stands under the key already; then nothing is reserved, unless it was by a sending whose outcome was lost.</exception>
    ValueTask<bool> ReserveAsync(string nameKey, Secret verifier, Letter letter, AnswerKept? answer, CancellationToken cancellationToken);

    /// <summary>Takes the time that it takes to queue a letter, and queues none.</summary>
    ValueTask QueueNothingAsync(CancellationToken cancellationToken);
}

/// <summary>A name that is nobody's. The default is one that was never tried.</summary>
/// <param name="Verifier">Of the password that it seemed to be registered with, where it did.</param>
public readonly record struct Stranger(bool IsLocked, Secret? Verifier);

/// <summary>The port to sessions. They begin and end by an append's companions, by sign-out, or an hour after the last activity.</summary>
public interface ISessions
{
    /// <summary>Whose session it is, as he is now; nobody once it is over, or from another address where sessions are bound to theirs.</summary>
    ValueTask<Caller?> FindAsync(SessionKey session, string? address, CancellationToken cancellationToken);

    /// <summary>
    /// Whose session it is, as he is now, whatever address it is bound to; nobody where <see cref="FindAsync"/> finds nobody from any. To ask
    /// this is no activity of the session.
    /// </summary>
    ValueTask<UserInfoView?> FindUserAsync(SessionKey session, CancellationToken cancellationToken);

    /// <summary>Those of the sessions that <see cref="FindUserAsync"/> finds nobody for. To ask this is no activity of theirs.</summary>
    ValueTask<IReadOnlyList<SessionKey>> FindOverAsync(IReadOnlyCollection<SessionKey> sessions, CancellationToken cancellationToken);

    /// <summary>Ends one session; one that is over stays so.</summary>
    ValueTask EndAsync(SessionKey session, CancellationToken cancellationToken);

    /// <summary>Who gave his password five minutes ago or less and has yet to give his second factor; nobody from another address where sessions are bound to theirs.</summary>
    ValueTask<UserId?> FindPendingAsync(SessionKey session, string? address, CancellationToken cancellationToken);

    /// <summary>The second factor was given in this session: it is open and counts as confirmed. One that is over or pending stays as it is.</summary>
    ValueTask ConfirmAsync(SessionKey session, CancellationToken cancellationToken);

    /// <summary>The next code that is given in this session, within ten minutes, turns the second factor off.</summary>
    ValueTask BeginDisablingAsync(SessionKey session, CancellationToken cancellationToken);

    /// <summary>Whether the second factor is to be turned off by the code that was given.</summary>
    ValueTask<bool> IsDisablingAsync(SessionKey session, CancellationToken cancellationToken);
}

/// <summary>There is more to do than can be done now; the same call may go through in a moment.</summary>
public sealed class OverloadedException() : Exception("Too much is under way.");
