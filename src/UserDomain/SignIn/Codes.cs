using System.Security.Cryptography;
using System.Text;
using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>Compares mailed codes. People copy them by hand: any spelling of a GUID is the GUID. What is no GUID is no code.</summary>
internal static class Codes
{
    /// <summary>How long a user is not mailed another code of the same kind, or anybody could fill his mailbox.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>What is kept of a code that must not be readable.</summary>
    public static string HashOf(Secret code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Spelled(code) ?? "")));

    /// <summary>In a time that tells nothing of either.</summary>
    public static bool AreSame(Secret given, Secret kept) => AreSame(HashOf(given), HashOf(kept));

    /// <inheritdoc cref="AreSame(Secret, Secret)"/>
    public static bool AreSame(string givenHash, string keptHash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(givenHash), Encoding.ASCII.GetBytes(keptHash));

    public static bool IsCode(Secret given) => Spelled(given) is not null;

    private static string? Spelled(Secret code) => Guid.TryParse(code.Reveal().Trim(), out var guid) ? guid.ToString() : null;
}
