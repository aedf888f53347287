using System.Security.Cryptography;
using System.Text;
using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.Specs;

/// <summary>A password hasher that costs nothing, protects nothing, and counts what it is asked for.</summary>
public sealed class FastHasher : IPasswordHasher
{
    private int hashed;
    private int verified;

    /// <summary>How many passwords were hashed to keep.</summary>
    public int Hashed => hashed;

    /// <summary>How many were compared, also with nothing.</summary>
    public int Verified => verified;

    public Task<Secret> HashAsync(Secret password, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref hashed);
        return Task.FromResult(new Secret(Of(password)));
    }

    public Task<bool> VerifyAsync(Secret? verifier, Secret password, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref verified);
        return Task.FromResult(verifier?.Reveal() == Of(password));
    }

    private static string Of(Secret password) =>
        $"$fast${Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password.Reveal())))}";
}
