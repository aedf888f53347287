using System.Security.Cryptography;
using System.Text;

namespace UserDomain.Postgres.Embedded;

/// <summary>What PostgreSQL stores for a password (RFC 5803). Only for generated passwords: it prepares no text beyond ASCII.</summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096; // PostgreSQL's own; more buys nothing against a password of 256 random bits

    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, Encoding.ASCII.GetBytes("Client Key")));
        var server = HMACSHA256.HashData(salted, Encoding.ASCII.GetBytes("Server Key"));
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }
}
