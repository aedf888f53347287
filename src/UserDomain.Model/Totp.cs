using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UserDomain.Model;

/// <summary>Codes that an authenticator app and the venue draw from a shared secret and the time: RFC 6238 with HMAC-SHA1 and steps of 30 seconds.</summary>
public static class Totp
{
    /// <summary>How long a secret is: 160 random bits.</summary>
    public const int SecretBytes = 20;

    public const int Digits = 6;

    public const int SecondsOfAStep = 30;

    /// <summary>How many steps a device's clock may be ahead or behind.</summary>
    private const int Skew = 1;

    public static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / SecondsOfAStep;

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238 with SHA1 is what authenticator apps reckon by; its HMAC is not broken.")]
    public static string CodeAt(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0x0f)..]) & int.MaxValue;
        return (number % (long)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step whose code it is, among those that count at the time; none for a wrong one. It takes as long for every code of the right length.</summary>
    public static long? FindStep(ReadOnlySpan<byte> secret, string code, DateTimeOffset at)
    {
        var given = Encoding.UTF8.GetBytes(code);
        long? found = null;
        for (var step = StepAt(at) - Skew; step <= StepAt(at) + Skew; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(CodeAt(secret, step))))
                found = step;
        }

        return found;
    }
}
