using System.Globalization;
using UserDomain.Model;

namespace UserDomain.Benchmarks;

/// <summary>What happens to a user of a venue: made by an operator, verified, permitted; then his configuration, over fewer keys than settings of them.</summary>
internal static class UserLife
{
    private const int Keys = 5;

    /// <param name="nth">Counted from 0.</param>
    public static UserEvent Nth(int user, int nth) => nth switch
    {
        0 => Created(user),
        1 => new UserEmailVerified(),
        2 => new UserPermissionGranted(user % 3 == 0 ? "Deposit" : "Trading"),
        6 when user % 20 == 0 => new UserEmailChanged(Text($"person{user}@example.net"), Text($"PERSON{user}@EXAMPLE.NET"), BySomebodyElse: false),
        7 when user % 50 == 0 => new UserApiKeyAdded(Text($"{user:x32}"), "Deposit,Trading"),
        8 when user % 50 == 0 => new UserAffiliateTagSet(Text($"Tag{user}"), Text($"TAG{user}")),
        9 when user % 50 == 1 => new UserConfigRemoved("key4"),
        _ => new UserConfigSet(Text($"key{(nth + user) % Keys}"), Text($"{user * 7 % 999} Hillside Road, floor {nth}")),
    };

    /// <summary>As the host writes them, by the call that caused the event.</summary>
    public static string Headers(int nth) => $$"""{"Call":"{{CallOf(nth)}}","Address":"10.0.{{nth}}.1","Transport":"http"}""";

    /// <summary>Who caused it: the operator at first, then the user himself.</summary>
    public static string By(int user, int nth) => nth < 3 ? "1" : Text($"{MillionEvents.FirstUser + user}");

    private static UserCreated Created(int user) => new(
        Text($"person{user}"), Text($"PERSON{user}"), Text($"person{user}@example.org"), Text($"PERSON{user}@EXAMPLE.ORG"),
        AccountId: MillionEvents.FirstUser + user, OmsId: 1, OperatorId: 1, AffiliateId: user % 100 == 99 ? MillionEvents.FirstUser : 0, RefererId: 0,
        Use2FA: false, EmailVerified: false, SelfRegistered: false);

    private static string CallOf(int nth) => nth switch
    {
        < 2 => "CreateUser",
        2 => "AddUserPermission",
        _ => "SetUserConfig",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
