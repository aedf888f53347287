using System.Text.Json.Serialization;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.ApiKeys;

/// <summary>The keys that programs call with in one user's name, oldest first, without their secrets (wire contract, section 4).</summary>
public sealed record GetUserAPIKeys(long? UserId, string? UserName) : IQuery<IReadOnlyList<ShownApiKey>>, IUserQuery
{
    public Access Access => Access.Holding(Permission.Operator, Permission.AdminUI).OrSelf().WithAnyReach();

    public UserAddress Target => new(UserId, UserName);

    async ValueTask<Seen?> IUserQuery.SeeAsync(IUserViews views, UserId userId, CancellationToken cancellationToken) =>
        await views.FindWithAsync<UserApiKeyEntry>(userId, cancellationToken);

    internal sealed class Handler(Subject subject) : IQueryHandler<GetUserAPIKeys, IReadOnlyList<ShownApiKey>>
    {
        public Task<IReadOnlyList<ShownApiKey>> Handle(GetUserAPIKeys call, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ShownApiKey>>([
                .. subject.SeenWith<UserApiKeyEntry>().Rows
                    .OrderBy(key => key.AddedAt).ThenBy(key => key.ApiKey, StringComparer.Ordinal)
                    .Select(key => new ShownApiKey(key.ApiKey, key.UserId, key.Permissions)),
            ]);
    }
}

/// <summary>A key as it is shown: its public part, and what it was given. Its user may hold less by now.</summary>
public sealed record ShownApiKey(
    [property: JsonPropertyName("APIKey")] string ApiKey, [property: JsonPropertyName("UserId")] long UserId,
    [property: JsonPropertyName("Permissions")] IReadOnlyList<string> Permissions);
