using UserDomain.Host.Secrets;
using UserDomain.Model;

namespace UserDomain.Host;

/// <summary>What the machine must have, checked before anything is touched.</summary>
internal static class Requirements
{
    /// <exception cref="StartupException">Something is missing.</exception>
    public static void Check()
    {
        Argon2Hasher.Require();

        // Without ICU .NET leaves text as it is, and two spellings of one name would be two users.
        if (TextKey.Of("e\u0301") != "\u00c9")
            throw new StartupException("Unicode normalization does not work here. Install ICU: apt-get install libicu72 (or the libicu that this system has)");
    }
}
