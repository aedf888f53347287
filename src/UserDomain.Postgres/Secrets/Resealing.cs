using System.Security.Cryptography;
using Npgsql;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Secrets;

/// <summary>How many secrets were sealed anew, and how many could not be opened and stand as they did.</summary>
public sealed record Resealed(long Secrets, long Unopened);

/// <summary>
/// Seals every secret anew that is under another key than the one that seals now. It can be broken off at any time, and works beside hosts:
/// a row is replaced only while it holds what was read.
/// </summary>
public sealed class Resealing(Database database, ISecretBox box)
{
    private const int AtATime = 500;

    public async Task<Resealed> RunAsync(CancellationToken cancellationToken)
    {
        var (secrets, unopened) = (0L, 0L);
        foreach (var column in SealedColumn.All)
        {
            var pending = new List<Row>(AtATime);
            await foreach (var row in ReadAsync(column, cancellationToken))
            {
                pending.Add(row);
                if (pending.Count == AtATime)
                    await FlushAsync();
            }

            await FlushAsync();

            async Task FlushAsync()
            {
                var (replaced, failed) = await ReplaceAsync(column, pending, cancellationToken);
                (secrets, unopened) = (secrets + replaced, unopened + failed);
                pending.Clear();
            }
        }

        return new(secrets, unopened);
    }

    /// <summary>Streamed, on a connection that has no transaction id and so holds up no reader of events.</summary>
    private async IAsyncEnumerable<Row> ReadAsync(
        SealedColumn column, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var present = box.Seal(column.Purpose, Tokens.New()).AsSpan(0, ISecretBox.KeyPrefix).ToArray();
        await using var command = database.Source.Command(column.SelectOthers, P(present), P(ISecretBox.KeyPrefix));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
    }

    private async Task<(int Replaced, int Failed)> ReplaceAsync(SealedColumn column, List<Row> rows, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var noting = new NotingBox(batch, box);
        var failed = 0;
        foreach (var (key, old) in rows)
        {
            try
            {
                batch.Add(column.Replace, P(key), P(old), P(noting.Seal(column.Purpose, box.Open(column.Purpose, old))));
            }
            catch (CryptographicException)
            {
                failed++;
            }
        }

        var replaced = 0;
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            replaced = batch.BatchCommands.Cast<NpgsqlBatchCommand>().Where(command => command.CommandText == column.Replace).Sum(command => (int)command.Rows);
        }

        return (replaced, failed);
    }

    private sealed record Row(string Key, byte[] Box);
}
