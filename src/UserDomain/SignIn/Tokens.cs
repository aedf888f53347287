using System.Security.Cryptography;
using System.Text;
using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>Draws what must not be guessed: session tokens and mail codes, 128 random bits in the form of a GUID.</summary>
public static class Tokens
{
    private const int Bytes = 16;

    public static Secret New() => new(new Guid(RandomNumberGenerator.GetBytes(Bytes)).ToString());

    /// <summary>A secret for an authenticator app, in base32.</summary>
    public static Secret NewTwoFactor() => new(Base32.Write(RandomNumberGenerator.GetBytes(Totp.SecretBytes)));

    /// <summary>The key that a session is kept under; a token cannot be found from it.</summary>
    public static SessionKey KeyOf(Secret token) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal()))));

    extension(ISessions sessions)
    {
        /// <summary>Whose session it is, by its token.</summary>
        public ValueTask<Caller?> FindAsync(Secret token, string? address, CancellationToken cancellationToken) =>
            sessions.FindAsync(KeyOf(token), address, cancellationToken);
    }
}
