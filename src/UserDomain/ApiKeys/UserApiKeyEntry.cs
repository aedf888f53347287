using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.ApiKeys;

/// <summary>One key that programs call with in a user's name. Its secret is not here.</summary>
public sealed record UserApiKeyEntry(long UserId, string ApiKey, IReadOnlyList<string> Permissions, DateTimeOffset AddedAt) : IRowView<UserApiKeyEntry>
{
    public static string Name => "user_api_key";

    public static IEnumerable<ViewChange> Project(UserId userId, Recorded recorded) => recorded.Event switch
    {
        UserApiKeyAdded e => [new(typeof(UserApiKeyEntry), e.ApiKey, new UserApiKeyEntry(
            userId.Value, e.ApiKey, PermissionsOf(e), recorded.At))],
        UserApiKeyRemoved e => [new(typeof(UserApiKeyEntry), e.ApiKey, null)],
        _ => [],
    };

    /// <summary>What a key was given, as it was recorded.</summary>
    public static IReadOnlyList<string> PermissionsOf(UserApiKeyAdded added) => added.Permissions.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
