namespace UserDomain.Model;

/// <summary>All that is known of a user at creation. Names and addresses are trimmed already.</summary>
/// <param name="AffiliateTag">The tag that he came by, where he did; its owner is the affiliate.</param>
/// <param name="CodeIssuedAt">When a confirmation code was made for the address; none for a verified one.</param>
public sealed record NewUser(
    string UserName, string Email, bool EmailVerified, long AccountId, long OmsId, long OperatorId, long AffiliateId, long RefererId,
    bool Use2FA, bool SelfRegistered, bool HasPassword, IReadOnlyList<string> Permissions, IReadOnlyList<ConfigPair> Config,
    DateTimeOffset? CodeIssuedAt, string? AffiliateTag = null);

public sealed partial record User
{
    /// <summary>A user with permissions and configuration, in one append. For one who exists it decides nothing.</summary>
    public IReadOnlyList<UserEvent> Create(NewUser planned, long maximumConfigBytes)
    {
        if (Exists)
            return [];

        var created = new UserCreated(
            planned.UserName, TextKey.Of(planned.UserName), planned.Email, TextKey.Of(planned.Email), planned.AccountId, planned.OmsId,
            planned.OperatorId, planned.AffiliateId, planned.RefererId, planned.Use2FA, planned.EmailVerified,
            planned.SelfRegistered, planned.AffiliateTag);
        return
        [
            created,
            .. planned.HasPassword ? [new UserPasswordChanged()] : Array.Empty<UserEvent>(),
            .. planned.CodeIssuedAt is { } at ? [new UserEmailCodeIssued(at)] : Array.Empty<UserEvent>(),
            .. planned.Permissions.Select(permission => new UserPermissionGranted(permission)),
            .. Evolve(None, created).SetConfig(planned.Config, maximumConfigBytes),
        ];
    }
}
