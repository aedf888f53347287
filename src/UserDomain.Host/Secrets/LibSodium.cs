using System.Runtime.InteropServices;

namespace UserDomain.Host.Secrets;

/// <summary>What is used of libsodium, by the names of its own documentation. Zero is success.</summary>
internal static partial class LibSodium
{
    private const string Library = "libsodium.so.23";

    /// <summary>Bytes that a verifier takes, with the zero at its end.</summary>
    public const int StringBytes = 128;

    public const int Argon2Id13 = 2;

    [LibraryImport(Library, EntryPoint = "sodium_init")]
    public static partial int Init();

    [LibraryImport(Library, EntryPoint = "crypto_pwhash_str_alg")]
    public static partial int Hash(Span<byte> verifier, ReadOnlySpan<byte> password, ulong passwordLength, ulong operations, nuint memory, int algorithm);

    [LibraryImport(Library, EntryPoint = "crypto_pwhash_str_verify")]
    public static partial int Verify(ReadOnlySpan<byte> verifier, ReadOnlySpan<byte> password, ulong passwordLength);
}
