using System.Security.Cryptography;
using System.Text;
using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Tests;

/// <summary>Seals for real, under a key that all tests share as hosts on one database do.</summary>
internal sealed class TestSecretBox(byte[] key) : ISecretBox
{
    private static readonly byte[] Shared = RandomNumberGenerator.GetBytes(32);

    public TestSecretBox() : this(Shared) { }

    public byte[] Seal(string purpose, Secret secret)
    {
        using var cipher = new AesGcm(key, 16);
        var (nonce, plain) = (RandomNumberGenerator.GetBytes(12), Encoding.UTF8.GetBytes(secret.Reveal()));
        var (sealedBytes, tag) = (new byte[plain.Length], new byte[16]);
        cipher.Encrypt(nonce, plain, sealedBytes, tag, Encoding.UTF8.GetBytes(purpose));
        return [.. nonce, .. tag, .. sealedBytes];
    }

    public Secret Open(string purpose, byte[] box)
    {
        using var cipher = new AesGcm(key, 16);
        var plain = new byte[box.Length - 28];
        cipher.Decrypt(box.AsSpan(0, 12), box.AsSpan(28), box.AsSpan(12, 16), plain, Encoding.UTF8.GetBytes(purpose));
        return new(Encoding.UTF8.GetString(plain));
    }
}
