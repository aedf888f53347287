using System.Security.Cryptography;
using System.Text;
using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>Draws what must not be guessed: session tokens, mail codes and keys for the REST endpoint, 128 random bits in the form of a GUID.</summary>
public static class Tokens
{
    internal const int HashBytes = SHA256.HashSizeInBytes;
    private const int Bytes = 16;
    private const int BytesOfApiSecret = 32;
    private const int Short = 256;

    public static Secret New() => new(new Guid(RandomNumberGenerator.GetBytes(Bytes)).ToString());

    /// <summary>The public part of a key that programs call with. Nothing rests on it but that no two are the same.</summary>
    public static string NewApiKey() => RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);

    /// <summary>The secret of such a key, as text: signatures are made with its characters.</summary>
    public static Secret NewApiSecret() => new(RandomNumberGenerator.GetHexString(2 * BytesOfApiSecret, lowercase: true));

    /// <summary>A secret for an authenticator app, in base32.</summary>
    public static Secret NewTwoFactor() => new(Base32.Write(RandomNumberGenerator.GetBytes(Totp.SecretBytes)));

    /// <summary>The key that a session is kept under; a token cannot be found from it.</summary>
    public static SessionKey KeyOf(Secret token) => new(HashOf(token));

    /// <summary>What a key for the REST endpoint is kept under; it cannot be found from that.</summary>
    public static RestKey RestKeyOf(Secret key) => new(HashOf(key));

    /// <summary>What is drawn here needs no salt and no slow hash: there is nothing to try.</summary>
    internal static void Hash(Secret drawn, Span<byte> hash)
    {
        var text = drawn.Reveal();
        var bytes = text.Length <= Short ? stackalloc byte[3 * Short] : new byte[Encoding.UTF8.GetByteCount(text)]; // strangers send what they like
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)], hash);
    }

    private static string HashOf(Secret drawn)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        Hash(drawn, hash);
        return Convert.ToHexStringLower(hash);
    }

    extension(ISessions sessions)
    {
        /// <summary>Whose session it is, by its token.</summary>
        public ValueTask<Caller?> FindAsync(Secret token, string? address, CancellationToken cancellationToken) =>
            sessions.FindAsync(KeyOf(token), address, cancellationToken);
    }
}
