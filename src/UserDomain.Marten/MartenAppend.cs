using global::Marten;
using JasperFx.Events;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Secrets;
using UserDomain.SignIn;
using static UserDomain.Postgres.Parameters;

namespace UserDomain.Marten;

/// <summary>
/// An append through a Marten session. Its first statement takes the transaction's id, as readers in order need; then the gate holds the stream's row, and
/// all that is ours is written, in one round trip; only then Marten draws places, and writes the events and the documents, asserting the stream's version itself.
/// </summary>
internal sealed class MartenAppend(MartenStore store, ISecretBox box)
{
    private const string VersionColumn = "version";

    /// <summary>Where this machine vanishes amid the append, the server ends it soon after, and lets go of the stream that it holds.</summary>
    private const string TakeId = "select pg_current_xact_id(), set_config('idle_in_transaction_session_timeout', '5s', true)";

    /// <summary>Whoever is behind waits here, also where neither finds the stream: so no append fails for another's after places were drawn. Marten counts the version up.</summary>
    private const string Hold = $"""
        insert into public.mt_streams as s (id, type, version, timestamp, created) values ($1, $2, 0, $3, $3)
        on conflict (id) do update set timestamp = greatest(s.timestamp, excluded.timestamp)
        returning {VersionColumn}, timestamp
        """;

    /// <inheritdoc cref="WriteAppend"/>
    public async Task WriteAsync(Append append, bool repeated, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (version, at) = await OpenAsync(append, repeated, connection, cancellationToken);
        await using (var session = store.Write(transaction))
        {
            session.Events.Append(append.Stream.Value, version + append.Events.Count, EventsOf(append, at, session));
            foreach (var change in append.Views)
                ViewKinds.Of(change.View).Change(session, change);
            await Unwrapped.RunAsync(() => session.SaveChangesAsync(cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<(long Version, DateTimeOffset At)> OpenAsync(Append append, bool repeated, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        var noting = new NotingBox(batch, box);
        batch.Add(TakeId);
        AroundAppend.AddAnswers(batch, append, noting);
        batch.Add(Hold, P(append.Stream.Value), P(append.Stream.Kind), P(append.At));
        if (append.ExpectedVersion is { } expected)
            AroundAppend.AddAssertion(batch, new(append.Stream, expected));
        AroundAppend.AddChecks(batch, append, repeated);
        AroundAppend.AddAccounts(batch, append);
        AroundAppend.AddCompanions(batch, append, noting);
        return await ReadAsync(batch, cancellationToken);
    }

    /// <summary>The stream as the gate holds it. All of the batch is read: what it refuses may come last.</summary>
    private static async Task<(long Version, DateTimeOffset At)> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var held = default((long Version, DateTimeOffset At));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (reader.GetName(0) == VersionColumn)
                    held = (reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1));
            }
        }
        while (await reader.NextResultAsync(cancellationToken));
        return held;
    }

    private static IEvent[] EventsOf(Append append, DateTimeOffset at, IDocumentSession session) =>
    [
        .. append.Events.Select(added =>
        {
            var happened = session.Events.BuildEvent(added.Event);
            (happened.Id, happened.Timestamp) = (added.Id, at);
            Origins.Put(happened, append.Origin);
            return happened;
        }),
    ];
}
