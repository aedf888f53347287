using System.Security.Cryptography;
using Npgsql;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Secrets;

/// <summary>A key that something in the database is, or was, sealed with.</summary>
/// <param name="NotedAt">When it first sealed something here.</param>
/// <param name="RetiredAt">Since when it has sealed nothing any more.</param>
/// <param name="Secrets">How many secrets are sealed with it now.</param>
public sealed record SecretKey(Guid Id, DateTimeOffset? NotedAt, DateTimeOffset? RetiredAt, long Secrets);

/// <summary>The keys that secrets in this database are sealed with.</summary>
public sealed class SecretKeys(Database database, ISecretBox box)
{
    /// <summary>Any number will do, as long as it is another than that of migrations.</summary>
    private const long TurnLock = 7_113_009_216;

    private const string Noted = "select id, noted_at, retired_at from userdomain.secret_keys order by noted_at, id";
    private const string InUse = "select id from userdomain.secret_keys where retired_at is null order by id";
    private const string IsOlder = """
        select not exists (select from userdomain.secret_keys) and sealed_sample is not null from userdomain.installation
        """;
    private const string Lock = "lock table userdomain.secret_keys in exclusive mode";
    private const string Retire = "update userdomain.secret_keys set retired_at = now() where retired_at is null and id <> all($1) returning id";

    private static readonly string Count = string.Join(" union all ", SealedColumn.All.Select(column =>
        $"select substring({column.Column} from 1 for $1), count(*) from {column.Table} where {column.Column} is not null group by 1"));

    /// <summary>Every key that was ever noted, and any that seals something without having been.</summary>
    public async Task<IReadOnlyList<SecretKey>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        var counts = await CountAsync(connection, cancellationToken);
        var keys = new List<SecretKey>();
        await using var command = new NpgsqlCommand(Noted, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            counts.Remove(id, out var secrets);
            keys.Add(new(
                id, reader.GetFieldValue<DateTimeOffset>(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2), secrets));
        }

        return [.. keys, .. counts.Select(count => new SecretKey(count.Key, null, null, count.Value))];
    }

    /// <summary>
    /// Retires every key that seals nothing any more. A host that seals something just now has noted the key, and holds the table's lock
    /// until that is committed: it is waited for, and what it sealed is counted by a statement that sees it. One that comes later notes
    /// the key anew.
    /// </summary>
    /// <returns>The keys that were retired.</returns>
    public async Task<IReadOnlyList<Guid>> RetireAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var lockTable = new NpgsqlCommand(Lock, connection))
            await lockTable.ExecuteNonQueryAsync(cancellationToken);

        var used = await CountAsync(connection, cancellationToken);
        var retired = new List<Guid>();
        await using (var retire = new NpgsqlCommand(Retire, connection) { Parameters = { P(NpgsqlTypes.NpgsqlDbType.Uuid, used.Keys) } })
        await using (var reader = await retire.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                retired.Add(reader.GetGuid(0));
        }

        await transaction.CommitAsync(cancellationToken);
        return retired;
    }

    /// <summary>Keeps others from rotating until it is disposed.</summary>
    /// <exception cref="PostgresSetupException">Somebody does already.</exception>
    public async Task<IAsyncDisposable> TakeTurnAsync(CancellationToken cancellationToken)
    {
        var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({TurnLock})", connection);
        if (true.Equals(await command.ExecuteScalarAsync(cancellationToken)))
            return new Turn(connection);
        await connection.DisposeAsync();
        throw new PostgresSetupException("Keys are being rotated already. Wait for that to end.");
    }

    /// <summary>
    /// Notes keys that seal something without having been noted, if this database was last used by a release that noted none. Not otherwise:
    /// one damaged row would keep every host from starting.
    /// </summary>
    internal async Task NoteUnnotedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using (var select = new NpgsqlCommand(IsOlder, connection))
        {
            if (!(bool)(await select.ExecuteScalarAsync(cancellationToken))!)
                return;
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var key in (await CountAsync(connection, cancellationToken)).Keys.Order())
            NotingBox.Add(batch, key);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <exception cref="PostgresSetupException">A key in use is not here.</exception>
    internal async Task AssertAllAsync(CancellationToken cancellationToken)
    {
        var missing = new List<Guid>();
        await using (var command = database.Source.Command(InUse))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (!box.Has(reader.GetGuid(0)))
                    missing.Add(reader.GetGuid(0));
            }
        }

        if (missing is not [])
        {
            throw new PostgresSetupException(
                $"Secrets in this database are sealed with keys that this host does not have: {string.Join(", ", missing)}. " +
                "Let USERDOMAIN_KEYS name the folder of the host that sealed them, with a file key-….xml for each.");
        }
    }

    private async Task<Dictionary<Guid, long>> CountAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<Guid, long>();
        await using var command = new NpgsqlCommand(Count, connection) { Parameters = { P(ISecretBox.KeyPrefix) } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (KeyOf(reader.GetFieldValue<byte[]>(0)) is { } key)
                counts[key] = counts.GetValueOrDefault(key) + reader.GetInt64(1);
        }

        return counts;
    }

    /// <summary>None where it is damaged so that it names no key.</summary>
    private Guid? KeyOf(byte[] prefix)
    {
        try
        {
            return box.KeyOf(prefix);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Taken on the session; the pool resets none, so it is given back by hand.</summary>
    private sealed class Turn(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection)
            {
                await using var command = new NpgsqlCommand($"select pg_advisory_unlock({TurnLock})", connection);
                await command.ExecuteNonQueryAsync();
            }
        }
    }
}
