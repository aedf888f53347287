using UserDomain.Host.Secrets;
using UserDomain.Host.Wire;
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

    /// <summary>A misspelt name would leave a call unguarded, and one that takes part in signing in would guard itself.</summary>
    /// <exception cref="StartupException">A call that is to ask for a second factor is none that can.</exception>
    public static void Check(VenueSettings venue, CallCatalog calls)
    {
        var wrong = venue.SecondFactorCalls.FirstOrDefault(name => !calls.TryGet(name, out var call) || call.Access.IsPublic || call.Access.IsOwnLogin);
        if (wrong is not null)
            throw new StartupException($"USERDOMAIN_TWOFACTOR__REQUIREDCALLS names '{wrong}', which is no call that can ask for a second factor.");
    }
}
