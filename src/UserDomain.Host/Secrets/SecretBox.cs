using System.Security.Cryptography;
using System.Text;
using UserDomain.SignIn;
using Secret = UserDomain.Calls.Secret;

namespace UserDomain.Host.Secrets;

/// <summary>
/// Seals secrets by ASP.NET's data protection: authenticated encryption under a ring of keys in a folder. A box is data protection's
/// payload as it is. That begins with four bytes of its own and the id of its key, which is documented and will not change.
/// </summary>
internal sealed class SecretBox(KeyRing ring) : ISecretBox
{
    private static ReadOnlySpan<byte> Magic => [0x09, 0xF0, 0xC9, 0xF0];

    public byte[] Seal(string purpose, Secret secret) => ring.ForSealing().CreateProtector(purpose).Protect(Encoding.UTF8.GetBytes(secret.Reveal()));

    public Secret Open(string purpose, byte[] box) => new(Encoding.UTF8.GetString(ring.For(KeyOf(box)).CreateProtector(purpose).Unprotect(box)));

    public Guid KeyOf(byte[] box) => box.Length >= ISecretBox.KeyPrefix && box.AsSpan(0, Magic.Length).SequenceEqual(Magic)
        ? new(box.AsSpan(Magic.Length, ISecretBox.KeyPrefix - Magic.Length))
        : throw new CryptographicException("It does not begin as a sealed secret does.");

    public bool Has(Guid key) => ring.Has(key);
}
