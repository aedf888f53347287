using System.Text;
using Microsoft.AspNetCore.DataProtection;
using UserDomain.SignIn;
using Secret = UserDomain.Calls.Secret;

namespace UserDomain.Host.Secrets;

/// <summary>Seals secrets by ASP.NET's data protection: authenticated encryption under a ring of keys in a folder.</summary>
internal sealed class SecretBox(IDataProtectionProvider protection) : ISecretBox
{
    public byte[] Seal(string purpose, Secret secret) => protection.CreateProtector(purpose).Protect(Encoding.UTF8.GetBytes(secret.Reveal()));

    public Secret Open(string purpose, byte[] box) => new(Encoding.UTF8.GetString(protection.CreateProtector(purpose).Unprotect(box)));
}
