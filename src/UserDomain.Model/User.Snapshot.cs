namespace UserDomain.Model;

/// <summary>All that is folded of a user but his configuration, to be written down and read back in place of his events.</summary>
public sealed record UserSnapshot(
    string UserNameKey, string Email, bool EmailVerified, long AccountId, long OmsId, IReadOnlyList<long> Accounts, bool Use2FA, bool IsEnrolled,
    bool IsLocked, int FailedAttempts, IReadOnlyList<string> Permissions, IReadOnlyList<string> ApiKeys, bool HasRestKey, IReadOnlyList<string> AffiliateTags);

public sealed partial record User
{
    /// <summary>Of a user who exists; there is nothing to be saved of another.</summary>
    public UserSnapshot ToSnapshot() => new(
        UserNameKey, Email, EmailVerified, AccountId, OmsId, [.. Accounts], Use2FA, IsEnrolled, IsLocked, FailedAttempts, [.. Permissions],
        [.. ApiKeys], HasRestKey, [.. AffiliateTags]);

    /// <summary>The same with what was left of his configuration in these pieces.</summary>
    /// <inheritdoc cref="UserConfig.Filled"/>
    public User Filled(IReadOnlyList<(ConfigPiece Piece, ReadOnlyMemory<byte> Bytes)> read) => this with { Config = Config.Filled(read) };

    /// <summary>The user of whom the snapshot was made; what can be decided about him is the same.</summary>
    public static User Of(UserSnapshot saved, UserConfig config) => None with
    {
        Exists = true,
        UserNameKey = saved.UserNameKey,
        Email = saved.Email,
        EmailVerified = saved.EmailVerified,
        AccountId = saved.AccountId,
        OmsId = saved.OmsId,
        Accounts = [.. saved.Accounts],
        Use2FA = saved.Use2FA,
        IsEnrolled = saved.IsEnrolled,
        IsLocked = saved.IsLocked,
        FailedAttempts = saved.FailedAttempts,
        Permissions = None.Permissions.Union(saved.Permissions),
        ApiKeys = None.ApiKeys.Union(saved.ApiKeys),
        HasRestKey = saved.HasRestKey,
        AffiliateTags = [.. saved.AffiliateTags],
        Config = config,
    };
}
