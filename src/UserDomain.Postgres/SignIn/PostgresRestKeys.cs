using System.Text.Json;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.RestKeys;

namespace UserDomain.Postgres.SignIn;

/// <summary>Keys that open the REST endpoint, by their hashes; <see cref="CompanionRows"/> writes them.</summary>
internal sealed class PostgresRestKeys(Database database, Reconnecting reconnecting) : IRestKeys
{
    private const string Select = """
        select u.version, i.data
        from userdomain.rest_keys k
          join mt_doc_user_info i on i.id = k.user_id::varchar
          join mt_streams u on u.id = 'user-' || k.user_id
        where k.key_hash = $1
        """;

    public async ValueTask<Seen?> FindAsync(RestKey key, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Select, P(key.Hash));
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token)
                ? new Seen(reader.GetInt64(0), JsonSerializer.Deserialize<UserInfoView>(reader.GetString(1), StoredEvents.Json)!)
                : null;
        }, cancellationToken);
}
