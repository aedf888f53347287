using System.Security.Cryptography;
using System.Text;
using UserDomain.Calls;

namespace UserDomain.ApiKeys;

/// <summary>What a program sends in place of a session (wire contract, section 4): its key's public part, whose it is, and a signature over both and a nonce.</summary>
/// <param name="Signature">The HMAC-SHA256 in hex, in either case.</param>
public sealed record SignedRequest(string ApiKey, long UserId, Nonce Nonce, Secret Signature)
{
    /// <summary>
    /// Whether the signature was made with this secret. Compared in constant time. The id is signed as a number is written: with zeros before it, the end
    /// of one nonce could be passed off as the beginning of an id, and a signature used twice.
    /// </summary>
    public bool IsSignedWith(Secret secret)
    {
        var message = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Nonce.Text}{UserId}{ApiKey}");
        var right = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), Encoding.UTF8.GetBytes(message));
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var isHex = IsOfItsLength(Signature.Reveal())
            && Convert.FromHexString(Signature.Reveal(), given, out _, out _) == System.Buffers.OperationStatus.Done;
        return CryptographicOperations.FixedTimeEquals(right, given) && isHex;
    }

    private static bool IsOfItsLength(string hex) => hex.Length == 2 * HMACSHA256.HashSizeInBytes;
}

/// <summary>Any text that a program uses once for a key: a counter, a time, something drawn.</summary>
public sealed record Nonce(string Text)
{
    private const int MaximumLength = 128;

    /// <summary>Longer ones would let a key's holder fill what remembers them.</summary>
    public bool IsWellFormed => Text.Length is > 0 and <= MaximumLength;
}
