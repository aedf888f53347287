using System.Globalization;
using UserDomain.Config;
using UserDomain.Model;

namespace UserDomain.Audit;

/// <summary>What an event made of one field.</summary>
/// <param name="Field">Its name; of a key of the configuration, `Config/` and the key.</param>
/// <param name="Old">Before; null where there was nothing. Several values have commas between them.</param>
/// <param name="New">After; null where there is nothing any more.</param>
public sealed record FieldChange(string Field, string? Old, string? New)
{
    private static readonly (string Name, Func<UserThen, string?> Read)[] Fields =
    [
        ("UserName", user => user.State.Info?.UserName),
        ("Email", user => user.State.Info?.Email),
        ("EmailVerified", user => Text(user.State.Info?.EmailVerified)),
        ("AccountId", user => Text(user.State.Info?.AccountId)),
        ("Accounts", user => Text(user.State.Info?.Accounts.Select(account => Text(account)))),
        ("AffiliateId", user => Text(user.State.Info?.AffiliateId)),
        ("RefererId", user => Text(user.State.Info?.RefererId)),
        ("OMSId", user => Text(user.State.Info?.OmsId)),
        ("OperatorId", user => Text(user.State.Info?.OperatorId)),
        ("Use2FA", user => Text(user.State.Info?.Use2FA)),
        ("SecondFactorConfirmed", user => Text(user.State.Info?.IsEnrolled)),
        ("Locked", user => Text(user.State.Info?.Locked)),
        ("NumberOfFailedAttempt", user => Text(user.State.Info?.FailedAttempts)),
        ("Permissions", user => Text(user.State.Info?.Permissions)),
        ("APIKeys", user => user.State.User.Exists ? Text(user.State.User.ApiKeys) : null),
        ("RestKey", user => user.State.User.Exists ? Text(user.State.User.HasRestKey) : null),
        ("AffiliateTags", user => user.State.User.Exists ? Text(user.State.User.AffiliateTags) : null),
    ];

    /// <summary>Each field that is another than before, by name.</summary>
    /// <param name="hiding">The venue whose hidden values are not shown; none for whoever may see every value of the configuration.</param>
    internal static IReadOnlyList<FieldChange> Of(UserThen before, UserThen after, VenueSettings? hiding) =>
    [
        .. Fields.Select(field => new FieldChange(field.Name, field.Read(before), field.Read(after))).Where(change => change.Old != change.New),
        .. OfConfig(before, after, hiding),
    ];

    private static IEnumerable<FieldChange> OfConfig(UserThen before, UserThen after, VenueSettings? hiding)
    {
        var key = after.Last!.Event switch { UserConfigSet set => set.Key, UserConfigRemoved removed => removed.Key, _ => null };
        if (key is not null)
            yield return new($"Config/{key}", Shown(before.State.User.Config.Find(key)), Shown(after.State.User.Config.Find(key)));

        string? Shown(string? value) => value is null || hiding is null ? value : Redaction.Redact(new(key!, value), hiding).Value;
    }

    private static string? Text(bool? flag) => flag is { } known ? known ? "true" : "false" : null;

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(IEnumerable<string?>? several) => several is null ? null : string.Join(',', several);
}
