using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.EventSourcing;

/// <summary>What a user takes in memory while he is kept, in bytes: within a quarter of the truth, on a runtime with pointers of 8 bytes.</summary>
internal static class UserWeight
{
    /// <summary>His place in the cache, and how he is found there.</summary>
    public const int OfAPlace = 64;

    private const int OfAUser = 490;
    private const int OfAPage = 48;
    private const int OfANumber = 52;
    private const int OfAName = 56;
    private const int OfAKey = 88;
    private const int OfAString = 24;

    public static long Of(UserState state) => OfAPlace + OfAUser + Of(state.User.Config) + Of(state.User) + Of(state.Info!);

    /// <summary>It is held as UTF-8, with a byte or two before each text; of pages that were left elsewhere their entries.</summary>
    private static long Of(UserConfig config) => config.HeldBytes + ((long)OfAPage * config.Pages);

    /// <summary>Counted without walking what takes memory to be walked: this is done after every change.</summary>
    private static long Of(User user) =>
        ((long)OfANumber * user.Accounts.Count) + ((long)(OfAName + OfAKey) * user.ApiKeys.Count) + (user.AffiliateTags.IsEmpty ? 0 : OfNames(user.AffiliateTags));

    private static long Of(UserInfoView info) =>
        Of(info.UserName) + Of(info.UserNameKey) + Of(info.Email) + Of(info.EmailKey) + (20L * (info.RecentFailures?.Count ?? 0))
        + (8L * (info.Accounts.Count + info.Permissions.Count)) + OfNames(info.Permissions);

    private static long OfNames(IReadOnlyList<string> names)
    {
        var sum = (long)OfAName * names.Count;
        for (var i = 0; i < names.Count; i++)
            sum += Of(names[i]);
        return sum;
    }

    private static long Of(string text) => OfAString + (2L * text.Length);
}
