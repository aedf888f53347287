using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Model;
using UserDomain.Postgres.Mail;
using UserDomain.Postgres.Retries;
using UserDomain.Postgres.Secrets;
using UserDomain.SignIn;

namespace UserDomain.Postgres.SignIn;

/// <summary>Names that are nobody's, under hashes: what people type as a name may be a password.</summary>
internal sealed class PostgresStrangers(Database database, Reconnecting reconnecting, ISecretBox box, TimeProvider clock) : IStrangers
{
    private const string Select = "select locked_at is not null, verifier from userdomain.strangers where name_hash = $1";
    private const string Fail = "select userdomain.fail_stranger($1, $2, $3, $4)";

    private const string Reserve = """
        insert into userdomain.strangers as s (name_hash, verifier) values ($1, $2)
        on conflict (name_hash) do update set verifier = excluded.verifier, failures = '{}', locked_at = null, last_at = now() where s.verifier is null
        """;

    /// <summary>Notes when an address is written to, in a row that no name can have; does nothing within the pause.</summary>
    private const string Write = """
        insert into userdomain.strangers as s (name_hash, last_at) values ($1, $2)
        on conflict (name_hash) do update set last_at = excluded.last_at where s.last_at <= excluded.last_at - $3
        """;

    public async ValueTask<Stranger> FindAsync(string nameKey, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Select, P(HashOf(nameKey)));
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token) ? new Stranger(reader.GetBoolean(0), reader.IsDBNull(1) ? null : new(reader.GetString(1))) : default;
        }, cancellationToken);

    public async ValueTask<bool> FailAsync(string nameKey, DateTimeOffset at, Lockout lockout, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(
                Fail, P(HashOf(nameKey)), P(at), P(lockout.Threshold), new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Interval, Value = lockout.Window });
            return (bool)(await command.ExecuteScalarAsync(token))!;
        }, cancellationToken);

    public async ValueTask<bool> ReserveAsync(string nameKey, Secret verifier, Letter letter, AnswerKept? answer, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var connection = await database.Source.OpenConnectionAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            if (answer is not null)
                await PostgresKeptAnswers.KeepAsync(answer, box, connection, token);
            await using var reserve = new NpgsqlCommand(Reserve, connection) { Parameters = { P(HashOf(nameKey)), P(verifier.Reveal()) } };
            if (await reserve.ExecuteNonQueryAsync(token) == 0)
                return false;
            await using var batch = new NpgsqlBatch(connection);
            if (await MayWriteAsync(letter.To, connection, token))
                Outbox.Add(batch, letter, new NotingBox(batch, box));
            else
                batch.Add(Outbox.QueueNothing, P(clock.GetUtcNow()));
            await batch.ExecuteNonQueryAsync(token);
            await transaction.CommitAsync(token);
            return true;
        }, cancellationToken);

    public async ValueTask QueueNothingAsync(CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Outbox.QueueNothing, P(clock.GetUtcNow()));
            return await command.ExecuteNonQueryAsync(token);
        }, cancellationToken);

    private async Task<bool> MayWriteAsync(string address, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var write = new NpgsqlCommand(Write, connection)
        {
            Parameters = { P(HashOf($"\0{TextKey.Of(address)}")), P(clock.GetUtcNow()), P(IStrangers.Pause) },
        };
        return await write.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    private static string HashOf(string nameKey) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(nameKey)));
}
