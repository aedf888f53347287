using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UserDomain.Mail;
using UserDomain.Postgres.SignIn;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Mail;

/// <summary>
/// The outbox as senders see it; <see cref="Outbox"/> fills it. Every statement is a transaction of its own, for one that stayed open
/// while a letter is sent would hold up every reader of events.
/// </summary>
internal sealed class PostgresOutbox(Database database, Reconnecting reconnecting, ISecretBox box) : IOutbox
{
    /// <summary>Where nothing is due it writes nothing.</summary>
    private const string Take = """
        update userdomain.outbox set due_at = now() + $1, attempts = attempts + 1
        where id = (select id from userdomain.outbox where due_at <= now() order by due_at, id limit 1 for update skip locked)
        returning id, attempts, queued_at, good_until <= now(), letter
        """;

    private const string Done = "delete from userdomain.outbox where id = $1";

    private const string Fail = """
        update userdomain.outbox set due_at = greatest(now(), least(now() + $3, good_until)) where id = $1 and attempts = $2
        """;

    public async ValueTask<QueuedLetter?> TakeAsync(CancellationToken cancellationToken)
    {
        while (await TakeRowAsync(cancellationToken) is { } row)
        {
            if (row.Letter is { } letter)
                return new(row.Id, row.Attempts, MarkOf(row), row.IsOver, Open(letter));
            await DeleteAsync(row.Id, cancellationToken);
        }

        return null;
    }

    public async ValueTask DoneAsync(QueuedLetter taken, CancellationToken cancellationToken) => await DeleteAsync(taken.Id, cancellationToken);

    public async ValueTask FailedAsync(QueuedLetter taken, TimeSpan pause, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Fail, P((long?)taken.Id), P(taken.Attempt), P(pause));
            return await command.ExecuteNonQueryAsync(token);
        }, cancellationToken);

    private Task<Row?> TakeRowAsync(CancellationToken cancellationToken) =>
        reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Take, P(IOutbox.Lease));
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token)
                ? new Row(
                    reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetBoolean(3),
                    reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4))
                : null;
        }, cancellationToken);

    private Task<int> DeleteAsync(long id, CancellationToken cancellationToken) =>
        reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Done, P((long?)id));
            return await command.ExecuteNonQueryAsync(token);
        }, cancellationToken);

    private Letter? Open(byte[] letter)
    {
        try
        {
            return JsonSerializer.Deserialize<Letter>(box.Open(SealedAs.Letter, letter).Reveal());
        }
        catch (Exception wrong) when (wrong is CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A hash, so that nobody reads from it how much is sent; with the time, since ids begin anew in a new database.</summary>
    private static string MarkOf(Row row) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{row.Id} {row.QueuedAt.UtcTicks}"))).AsSpan(0, 16));

    private sealed record Row(long Id, int Attempts, DateTimeOffset QueuedAt, bool IsOver, byte[]? Letter);
}
