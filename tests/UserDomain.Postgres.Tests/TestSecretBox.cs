using System.Security.Cryptography;
using System.Text;
using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Tests;

/// <summary>Seals for real, under a key that all tests share as hosts on one database do, or with others before it in its ring.</summary>
internal sealed class TestSecretBox(byte[] key, params IEnumerable<byte[]> older) : ISecretBox
{
    private const int Lead = 4;
    private static readonly byte[] Shared = RandomNumberGenerator.GetBytes(32);

    private readonly Dictionary<Guid, byte[]> ring = older.Prepend(key).ToDictionary(IdOf);

    public TestSecretBox() : this(Shared) { }

    public static Guid IdOf(byte[] key) => new(SHA256.HashData(key).AsSpan(0, 16));

    public byte[] Seal(string purpose, Secret secret)
    {
        using var cipher = new AesGcm(key, 16);
        var (nonce, plain) = (RandomNumberGenerator.GetBytes(12), Encoding.UTF8.GetBytes(secret.Reveal()));
        var (sealedBytes, tag) = (new byte[plain.Length], new byte[16]);
        cipher.Encrypt(nonce, plain, sealedBytes, tag, Encoding.UTF8.GetBytes(purpose));
        return [.. new byte[Lead], .. IdOf(key).ToByteArray(), .. nonce, .. tag, .. sealedBytes];
    }

    public Secret Open(string purpose, byte[] box)
    {
        using var cipher = new AesGcm(ring.TryGetValue(KeyOf(box), out var its) ? its : throw new CryptographicException("The key is not here."), 16);
        var rest = box.AsSpan(ISecretBox.KeyPrefix);
        var plain = new byte[rest.Length - 28];
        cipher.Decrypt(rest[..12], rest[28..], rest[12..28], plain, Encoding.UTF8.GetBytes(purpose));
        return new(Encoding.UTF8.GetString(plain));
    }

    public Guid KeyOf(byte[] box) => new(box.AsSpan(Lead, 16));

    public bool Has(Guid id) => ring.ContainsKey(id);
}
