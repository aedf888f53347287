using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UserDomain.Affiliates;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Postgres.Views;

/// <summary>A user with all that is not secret.</summary>
public sealed record UserRecord(UserInfoView Info, IReadOnlyList<UserConfigEntry> Config, IReadOnlyList<UserAffiliateTagEntry> AffiliateTags);

/// <summary>All users at one moment, by their ids, a page at a time.</summary>
public sealed class UserRecords(Database database)
{
    private const int PageSize = 500;

    private const string Declare = """
        declare users no scroll cursor for select data from mt_doc_user_info order by (data ->> 'UserId')::bigint
        """;

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.Command("select count(*) from mt_doc_user_info");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async IAsyncEnumerable<UserRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using (var declare = new NpgsqlCommand(Declare, connection))
            await declare.ExecuteNonQueryAsync(cancellationToken);

        while (await ListAsync<UserInfoView>(connection, $"fetch {PageSize} from users", [], cancellationToken) is { Count: > 0 } users)
        {
            long[] ids = [.. users.Select(user => user.UserId)];
            var config = (await RowsAsync<UserConfigEntry>(connection, ids, cancellationToken)).ToLookup(entry => entry.UserId);
            var tags = (await RowsAsync<UserAffiliateTagEntry>(connection, ids, cancellationToken)).ToLookup(entry => entry.UserId);
            foreach (var user in users)
                yield return new(user, [.. config[user.UserId]], [.. tags[user.UserId]]);
        }
    }

    private static Task<List<T>> RowsAsync<T>(NpgsqlConnection connection, long[] users, CancellationToken cancellationToken) =>
        ListAsync<T>(connection, $"select data from {ViewTables.Of(typeof(T)).Name} where user_id = any($1)", [P(NpgsqlDbType.Bigint, users)], cancellationToken);

    private static async Task<List<T>> ListAsync<T>(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(0), StoredEvents.Json)!);
        return found;
    }
}
