namespace UserDomain.Model;

public sealed partial record User
{
    /// <summary>How many keys one user may have at a time.</summary>
    public const int MaximumApiKeys = 50;

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

    private string Held(string given)
    {
        var name = PermissionNames.Find(given) ?? throw new RefusedException(Refusals.PermissionUnknown);
        RefusedException.Unless(Permissions.Contains(name), Refusals.NotAuthorized);
        return name;
    }
}
