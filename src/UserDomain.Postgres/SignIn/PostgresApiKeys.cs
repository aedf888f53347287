using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UserDomain.ApiKeys;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;

namespace UserDomain.Postgres.SignIn;

/// <summary>Keys that programs call with, their secrets sealed, and their nonces under hashes; <see cref="CompanionRows"/> writes keys and secrets.</summary>
internal sealed class PostgresApiKeys(Database database, Reconnecting reconnecting, ISecretBox box, TimeProvider clock) : IApiKeys
{
    private const string Select = """
        select k.data, s.secret, i.data, u.version
        from mt_doc_user_api_key k
          join userdomain.api_key_secrets s on s.api_key = k.id
          join mt_doc_user_info i on i.id = k.user_id::varchar
          join mt_streams u on u.id = 'user-' || k.user_id
        where k.id = $1
        """;

    /// <summary>Whoever's row it is has the nonce. One that is old and not swept yet counts as taken still: it is refused rather too long than too short.</summary>
    private const string Take = """
        insert into userdomain.api_nonces (api_key, nonce_hash, taken_by) values ($1, $2, $3) on conflict (api_key, nonce_hash) do nothing
        """;

    private const string IsTakenBy = """
        select exists (select from userdomain.api_nonces where api_key = $1 and nonce_hash = $2 and taken_by = $3)
        """;

    /// <summary>Opened where there is no secret to open, which takes a while.</summary>
    private readonly Lazy<byte[]> decoy = new(() => box.Seal(SealedAs.ApiKeySecret, Tokens.NewApiSecret()));

    public async ValueTask<FoundApiKey?> FindAsync(string apiKey, CancellationToken cancellationToken)
    {
        var found = await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Select, P(apiKey));
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token)
                ? (Key: Read<UserApiKeyEntry>(reader.GetString(0)), Secret: reader.GetFieldValue<byte[]>(1),
                    User: new Seen(reader.GetInt64(3), Read<UserInfoView>(reader.GetString(2))))
                : default;
        }, cancellationToken);

        var secret = box.Open(SealedAs.ApiKeySecret, found.Secret ?? decoy.Value);
        return found.Secret is null ? null : new(found.Key, secret, found.User);
    }

    public async ValueTask<bool> TakeNonceAsync(string apiKey, string nonce, CancellationToken cancellationToken)
    {
        var (hash, taker) = (HashOf(nonce), Guid.CreateVersion7(clock.GetUtcNow()));
        return await reconnecting.RunAsync(async (repeated, token) =>
        {
            await using var take = database.Source.Command(Take, P(apiKey), P(hash), P(taker));
            if (await take.ExecuteNonQueryAsync(token) == 1)
                return true;
            if (!repeated)
                return false;
            await using var isTaken = database.Source.Command(IsTakenBy, P(apiKey), P(hash), P(taker)); // by this very call, whose answer was lost
            return (bool)(await isTaken.ExecuteScalarAsync(token))!;
        }, cancellationToken);
    }

    private static string HashOf(string nonce) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(nonce)));

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, StoredEvents.Json)!;
}
