using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Retries;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Events;

/// <summary>The event store in Marten's table layout. An append is one round trip; one whose answer was lost is found out about, never guessed.</summary>
internal sealed class PostgresEventStore(Database database, Reconnecting reconnecting, ISecretBox box, OrderedReader ordered, TimeProvider clock) : IEventStore
{
    private const string NotAtVersion = "UD001";
    private const string StoredAlready = "UD002";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly AppendBatch batches = new(box);

    public async ValueTask<IReadOnlyList<Recorded>> ReadAsync(StreamId stream, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.CreateCommand(EventRows.SelectStream);
            command.Parameters.Add(new() { Value = stream.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
            await using var reader = await command.ExecuteReaderAsync(token);
            var events = new List<Recorded>();
            while (await reader.ReadAsync(token))
            {
                var recorded = EventRows.Read(reader).Read().Recorded;
                if (recorded.Version != events.Count + 1)
                    throw new BrokenStreamException(stream, events.Count + 1, recorded.Version);
                events.Add(recorded);
            }

            return events;
        }, cancellationToken);

    public async IAsyncEnumerable<Recorded> ReadPagedAsync(StreamId stream, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var version = after;
        await foreach (var page in ordered.ReadStreamAsync(stream.Value, after, cancellationToken))
        {
            foreach (var stored in page)
            {
                if (stored.Version != ++version)
                    throw new BrokenStreamException(stream, version, stored.Version);
                yield return stored.Read().Recorded;
            }
        }
    }

    public async ValueTask<long> FindVersionAsync(StreamId stream, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.CreateCommand("select version from mt_streams where id = $1");
            command.Parameters.Add(new() { Value = stream.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
            return await command.ExecuteScalarAsync(token) as long? ?? 0;
        }, cancellationToken);

    public IAsyncEnumerable<Sequenced> ReadAllAsync(long after, CancellationToken cancellationToken) => ordered.ReadAsync(after, cancellationToken);

    /// <summary>
    /// Sends it, and sends the very same again where the connection broke. The stream's row makes the two exclude each other, so the
    /// second time tells what came of the first: a conflict with one's own event is a success.
    /// </summary>
    public async ValueTask AppendAsync(Append append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var patience = new CancellationTokenSource(Patience, clock); // a caller who leaves does not undo what was sent
        try
        {
            await reconnecting.RunAsync((repeated, token) => AppendAsync(append, repeated, token), patience.Token);
        }
        catch (OperationCanceledException late) when (patience.IsCancellationRequested)
        {
            throw new StoreUnavailableException(late);
        }
    }

    private async Task<bool> AppendAsync(Append append, bool repeated, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(append, repeated, cancellationToken);
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

    private async Task SendAsync(Append append, bool repeated, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = batches.For(append, repeated, connection);
        await batch.ExecuteNonQueryAsync(cancellationToken);
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
        return new(stream, expected, long.Parse(no.ColumnName!, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static Refusal? Taken(PostgresException no) => no.ConstraintName switch
    {
        "mt_doc_user_info_idx_user_name_key" => Refusals.UserNameTaken,
        "mt_doc_user_info_idx_email_key" => Refusals.EmailTaken,
        "mt_doc_user_affiliate_tag_idx_tag_key" => Refusals.AffiliateTagTaken,
        _ => null,
    };
}
