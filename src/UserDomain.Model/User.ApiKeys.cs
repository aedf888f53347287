namespace UserDomain.Model;

public sealed partial record User
{
    /// <summary>How many keys one user may have at a time.</summary>
    public const int MaximumApiKeys = 50;

    /// <summary>Prose of the documents, where their samples write <see cref="Permission.Withdraw"/>.</summary>
    private const string Withdrawal = "Withdrawal";

    /// <summary>The spellings of names that can be told from unknown ones though the user does not hold them.</summary>
    private static readonly string[] KnownPermissions = [.. Permission.Roles, .. Permission.OfNewUsers, Permission.AccountReadOnly];

    /// <summary>Gives a program a key to call with. A user whose sign-in takes a second factor makes one only where he gave it: a key is never asked for it.</summary>
    /// <param name="apiKey">Its public part, drawn for it; one that he has already decides nothing.</param>
    /// <param name="permissions">What the key is to hold, in any case; nobody gives what he does not hold himself.</param>
    /// <param name="secondFactorConfirmed">Whether he gave his second factor in the session that he asks from.</param>
    public IReadOnlyList<UserEvent> AddApiKey(string apiKey, IEnumerable<string> permissions, bool secondFactorConfirmed)
    {
        MustExist();
        if (ApiKeys.Contains(apiKey))
            return [];
        RefusedException.Unless(!Use2FA || secondFactorConfirmed, Refusals.NotAuthorized);
        var held = permissions.Select(Held).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase).ToArray();
        RefusedException.Unless(ApiKeys.Count < MaximumApiKeys, Refusals.TooManyApiKeys);
        return [new UserApiKeyAdded(apiKey, string.Join(',', held))];
    }

    /// <summary>Takes a key away. One that he does not have is refused, also where it is another's.</summary>
    public IReadOnlyList<UserEvent> RemoveApiKey(string apiKey)
    {
        MustExist();
        RefusedException.Unless(ApiKeys.Contains(apiKey), Refusals.ApiKeyUnknown);
        return [new UserApiKeyRemoved(apiKey)];
    }

    /// <summary>The permission in the spelling that he holds it in.</summary>
    private string Held(string given)
    {
        var name = Withdrawal.Equals(given, StringComparison.OrdinalIgnoreCase) ? Permission.Withdraw : given;
        if (Permissions.TryGetValue(name, out var held))
            return held;
        var isKnown = KnownPermissions.Contains(name, StringComparer.OrdinalIgnoreCase);
        throw new RefusedException(isKnown ? Refusals.NotAuthorized : Refusals.PermissionUnknown);
    }
}
