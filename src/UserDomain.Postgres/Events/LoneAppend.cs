using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Retries;

namespace UserDomain.Postgres.Events;

/// <summary>Writes an append on a connection, in one transaction, and comes back when that is durable. What the database refuses is thrown as it is.</summary>
/// <param name="repeated">Whether it was sent before and nobody knows what came of it.</param>
internal delegate Task WriteAppend(Append append, bool repeated, NpgsqlConnection connection, CancellationToken cancellationToken);

/// <summary>One append by itself, whichever engine writes it. One whose answer was lost is found out about, never guessed.</summary>
internal sealed class LoneAppend(Database database, EngineHold hold, Reconnecting reconnecting, WriteAppend write, TimeProvider clock)
{
    private const string NotAtVersion = "UD001";
    private const string StoredAlready = "UD002";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Sends it, and sends the very same again where the connection broke. The stream's row makes the two exclude each other, so the
    /// second time tells what came of the first: a conflict with one's own event is a success.
    /// </summary>
    /// <param name="mayBeStored">Whether it was sent before and nobody knows what came of it.</param>
    /// <param name="started">When its caller began to wait, as the clock counts.</param>
    public async Task AppendAsync(Append append, bool mayBeStored, long started)
    {
        var left = Patience - clock.GetElapsedTime(started);
        using var patience = new CancellationTokenSource(left > LeastPatience ? left : LeastPatience, clock);
        try
        {
            await reconnecting.RunAsync((again, token) => SendAsync(append, again || mayBeStored, token), patience.Token);
        }
        catch (OperationCanceledException late) when (patience.IsCancellationRequested)
        {
            throw new StoreUnavailableException(late);
        }
    }

    private async Task<bool> SendAsync(Append append, bool repeated, CancellationToken cancellationToken)
    {
        hold.AssertMayAppend();
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            await write(append, repeated, connection, cancellationToken);
        }
        catch (PostgresException done) when (repeated && done.SqlState == StoredAlready)
        {
        }
        catch (PostgresException no) when (no.SqlState == NotAtVersion)
        {
            if (!repeated || !await IsStoredAsync(append, cancellationToken))
                throw Conflict(append, no);
        }
        catch (PostgresException no) when (PostgresKeptAnswers.Stands(no))
        {
            if (!repeated || !await IsStoredAsync(append, cancellationToken))
                throw new AnswerStandsException();
        }
        catch (PostgresException no) when (no.SqlState == PostgresErrorCodes.UniqueViolation && Taken(no) is { } taken)
        {
            throw new RefusedException(taken);
        }

        return true;
    }

    private async Task<bool> IsStoredAsync(Append append, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("select exists (select from mt_events where stream_id = $1 and id = $2)");
        command.Parameters.Add(new() { Value = append.Stream.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = append.Events[0].Id, NpgsqlDbType = NpgsqlDbType.Uuid });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static ConcurrentChangeException Conflict(Append append, PostgresException no)
    {
        var stream = new StreamId(no.TableName!);
        var expected = append.Stream == stream ? append.ExpectedVersion!.Value : append.Asserting.First(other => other.Stream == stream).Version;
        return new(stream, expected, long.Parse(no.ColumnName!, CultureInfo.InvariantCulture));
    }

    private static Refusal? Taken(PostgresException no) => no.ConstraintName switch
    {
        "mt_doc_user_info_idx_user_name_key" => Refusals.UserNameTaken,
        "mt_doc_user_info_idx_email_key" => Refusals.EmailTaken,
        "mt_doc_user_affiliate_tag_idx_tag_key" => Refusals.AffiliateTagTaken,
        _ => null,
    };
}
