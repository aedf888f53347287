using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>Values that tests share where it does not matter which they are.</summary>
public static class Examples
{
    /// <summary>A moment to the microsecond, as the database keeps it.</summary>
    public static DateTimeOffset Noon { get; } = new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456);

    public static UserCreated Created { get; } = CreatedAs("ada", "ada@example.org");

    /// <summary>One of each event, in an order in which they could happen.</summary>
    public static IReadOnlyList<UserEvent> OfEveryEvent { get; } =
    [
        Created with { AffiliateTag = "friends", AffiliateId = 3, RefererId = 4, SelfRegistered = true },
        new UserEmailChanged("ada@löve.example", TextKey.Of("ada@löve.example"), BySomebodyElse: true),
        new UserEmailCodeIssued(Noon),
        new UserEmailVerified(),
        new UserEmailUnverified(),
        new UserEmailAccepted(),
        new UserPasswordResetRequested(Noon),
        new UserPasswordChanged(),
        new UserAccountAdded(12),
        new UserDefaultAccountChanged(12),
        new UserAccountRemoved(10),
        new UserTwoFactorSecretIssued(),
        new UserTwoFactorConfirmed(),
        new UserTwoFactorEnabled(),
        new UserTwoFactorDisabled(),
        new UserPermissionGranted(Permission.Trading),
        new UserPermissionRevoked(Permission.Trading),
        new UserApiKeyAdded("6f9619ff8b86d011b42d00c04fc964ff", "Deposit,Trading"),
        new UserApiKeyRemoved("6f9619ff8b86d011b42d00c04fc964ff"),
        new UserRestKeyGenerated(),
        new UserRestKeyRevoked(),
        new UserAffiliateTagSet("Freunde", "FREUNDE", Replaces: "FRIENDS"),
        new UserConfigSet("Straße \"1\"", "line\r\n\t\\ \u2028 <&> 😀"),
        new UserConfigRemoved("Straße \"1\""),
        new UserSignInFailed(Noon.AddSeconds(1)),
        new UserFailuresCleared(),
        new UserLocked(Noon.AddSeconds(2)),
        new UserUnlocked(),
        new UserSessionsEnded(),
        new UserPasswordAccepted(Noon.AddSeconds(3)),
        new UserSignedIn(Noon.AddSeconds(3)),
        new ViewRetried("user_directory", 17),
        new ViewEventSkipped("user_directory", 17, new("018e3d4a-7b00-7000-8000-000000000017")),
    ];

    public static UserCreated CreatedAs(string userName, string email, long accountId = 10, long omsId = 1) => new(
        userName, TextKey.Of(userName), email, TextKey.Of(email), accountId, omsId, OperatorId: 1, AffiliateId: 0, RefererId: 0,
        AffiliateTag: null, Use2FA: false, EmailVerified: true, SelfRegistered: false);
}
