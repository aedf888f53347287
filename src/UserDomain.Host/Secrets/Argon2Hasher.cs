using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.Host.Secrets;

/// <summary>
/// Argon2id at 19 MiB and two passes, by libsodium. As many at a time as there are cores; a bounded number waits, the rest is told
/// to come again: memory stays bounded whatever is thrown at sign-in.
/// </summary>
public sealed partial class Argon2Hasher : IPasswordHasher, IDisposable
{
    private const ulong Operations = 2;
    private const int Memory = 19 * 1024 * 1024;
    private const int WaitingPerCore = 128;

    private static readonly int Cores = Environment.ProcessorCount;

    private readonly SemaphoreSlim free = new(Cores);
    private readonly Secret nobodys = new(Hash(new Secret(Tokens.New().Reveal())));
    private int waiting;

    /// <exception cref="StartupException">There is no libsodium.</exception>
    public static void Require()
    {
        try
        {
            if (LibSodium.Init() < 0)
                throw new StartupException("libsodium does not start.");
        }
        catch (DllNotFoundException missing)
        {
            throw new StartupException("libsodium is missing; passwords cannot be hashed without it. Install it: apt-get install libsodium23", missing);
        }
    }

    /// <summary>Whether a verifier from elsewhere can be verified here, at a cost that signing in may have: 256 MiB and 16 passes at most.</summary>
    public static bool CanVerify(Secret verifier) =>
        verifier.Reveal() is { Length: < LibSodium.StringBytes } text && Phc().Match(text) is { Success: true } match
        && int.Parse(match.Groups["m"].ValueSpan, CultureInfo.InvariantCulture) <= 256 * 1024
        && int.Parse(match.Groups["t"].ValueSpan, CultureInfo.InvariantCulture) <= 16;

    [GeneratedRegex(@"^\$argon2(id|i)\$v=19\$m=(?<m>[1-9][0-9]{0,6}),t=(?<t>[1-9][0-9]?),p=1\$[A-Za-z0-9+/]{11,64}\$[A-Za-z0-9+/]{22,86}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Phc();

    public Task<Secret> HashAsync(Secret password, CancellationToken cancellationToken) =>
        InTurnAsync(() => new Secret(Hash(password)), cancellationToken);

    public async Task<bool> VerifyAsync(Secret? verifier, Secret password, CancellationToken cancellationToken) =>
        await InTurnAsync(() => Verify(verifier ?? nobodys, password), cancellationToken) && verifier is not null;

    public void Dispose() => free.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref waiting) > Cores * (WaitingPerCore + 1))
        {
            Interlocked.Decrement(ref waiting);
            throw new OverloadedException();
        }

        try
        {
            await free.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(work, cancellationToken);
            }
            finally
            {
                free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private static string Hash(Secret password)
    {
        var verifier = new byte[LibSodium.StringBytes];
        return WithBytes(password, bytes => LibSodium.Hash(verifier, bytes, (ulong)bytes.Length, Operations, Memory, LibSodium.Argon2Id13)) == 0
            ? Encoding.ASCII.GetString(verifier.AsSpan(0, verifier.AsSpan().IndexOf((byte)0)))
            : throw new OverloadedException(); // it fails only for want of memory
    }

    /// <summary>A verifier in a form that is not known here is a fault of the server, never a wrong password.</summary>
    private static bool Verify(Secret verifier, Secret password)
    {
        var text = verifier.Reveal();
        if (!text.StartsWith("$argon2", StringComparison.Ordinal) || text.Length >= LibSodium.StringBytes)
            throw new CryptographicException("A password verifier has a form that cannot be verified.");
        var known = new byte[LibSodium.StringBytes];
        Encoding.ASCII.GetBytes(text, known);
        return WithBytes(password, bytes => LibSodium.Verify(known, bytes, (ulong)bytes.Length)) == 0;
    }

    private static int WithBytes(Secret password, Func<byte[], int> use)
    {
        var bytes = Encoding.UTF8.GetBytes(password.Reveal());
        try
        {
            return use(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
